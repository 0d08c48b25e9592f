using System.Diagnostics;

namespace RerankKit.Triton.Tests;

/// <summary>What tests run in a process of its own: asks a served model, then says how much was scored and which native libraries of ONNX Runtime are loaded.</summary>
internal static class Program
{
    public const string CrossEncoder = "cross_encoder";

    public const string Encoder = "encoder";

    public static IEnumerable<string> NativeLibraries()
    {
        using var process = Process.GetCurrentProcess();
        return [.. process.Modules.Cast<ProcessModule>().Select(module => module.ModuleName).Where(name => name.Contains("onnxruntime", StringComparison.OrdinalIgnoreCase))];
    }

    public static async Task<int> Main(string[] args)
    {
        if (args is not [string model, string folder, string address])
        {
            await Console.Error.WriteLineAsync("Give the model's name on the server, its folder and the server's address.");
            return 2;
        }

        int count = model == CrossEncoder ? await RerankAsync(folder, new(address)) : await EncodeAsync(folder, new(address));
        Console.WriteLine($"{count} [{string.Join(' ', NativeLibraries())}]");
        return 0;
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
