using System.Diagnostics;

namespace RerankKit.Onnx.Tests;

/// <summary>What tests run in a process of its own: asks a served model, then says how much was scored and which native libraries of ONNX Runtime are loaded; or loads a library, or a model of the hub.</summary>
internal static class Program
{
    public const string CrossEncoder = "cross_encoder";
    public const string Encoder = "encoder";

    public const string Library = "library";

    public const string Hub = "hub";

    /// <summary>Runs this program and returns what it wrote.</summary>
    public static async Task<string> SayAsync(IReadOnlyList<string> arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(Program).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, await errors);
        return said.Trim();
    }

    public static IEnumerable<string> NativeLibraries()
    {
        using var process = Process.GetCurrentProcess();
        return [.. process.Modules.Cast<ProcessModule>().Select(module => module.ModuleName).Where(name => name.Contains("onnxruntime", StringComparison.OrdinalIgnoreCase))];
    }

    public static async Task<int> Main(string[] args)
    {
        if (args is [Library, string path])
        {
            Console.WriteLine(Load(path.Length == 0 ? null : path));
            return 0;
        }

        if (args is [Hub, string id])
        {
            using var downloaded = await CrossEncoderReranker.LoadAsync(id);
            RerankResponse response = await downloaded.RerankAsync(RandomTexts.Query, RandomTexts.Candidates(5, maxWords: 10));
            Console.WriteLine($"{response.Results.Count(result => result.IsScored)} of {response.ModelId}");
            return 0;
        }

        if (args is not [string model, string folder, string address])
        {
            await Console.Error.WriteLineAsync("Give the model's name on the server, its folder and the server's address.");
            return 2;
        }

        int count = model == CrossEncoder ? await RerankAsync(folder, new(address)) : await EncodeAsync(folder, new(address));
        Console.WriteLine($"{count} [{string.Join(' ', NativeLibraries())}]");
        return 0;
    }

    private static string Load(string? path)
    {
        try
        {
            return OnnxRuntimeLibrary.Load(path).Path;
        }
        catch (Exception e) when (e is DllNotFoundException or InvalidOperationException)
        {
            return $"{e.GetType().Name}: {e.Message}";
        }
    }

    private static async Task<int> RerankAsync(string folder, Uri address)
    {
        var options = new CrossEncoderOptions { Server = { ModelName = CrossEncoder } };
        options.Server.Endpoints.Add(address);
        using var remote = CrossEncoderReranker.LoadServed(folder, options);
        RerankResponse response = await remote.RerankAsync(RandomTexts.Query, RandomTexts.Candidates(5, maxWords: 10));
        return response.Results.Count(result => result.IsScored);
    }

    private static async Task<int> EncodeAsync(string folder, Uri address)
    {
        var options = new MultiVectorEncoderOptions { Server = { ModelName = Encoder } };
        options.Server.Endpoints.Add(address);
        using var remote = MultiVectorEncoder.LoadServed(folder, options);
        return (await remote.EncodeAsync(["one", "two", "three"], TextRole.Document)).Count(vectors => vectors.Count > 0);
    }
}
