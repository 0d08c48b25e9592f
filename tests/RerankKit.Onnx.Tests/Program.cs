using System.Diagnostics;

namespace RerankKit.Onnx.Tests;

/// <summary>What tests run in a process of its own: asks a served model, then says how much was scored and which native libraries of ONNX Runtime are loaded.</summary>
internal static class Program
{
    public const string CrossEncoder = "cross-encoder";

    public static IEnumerable<string> NativeLibraries()
    {
        using var process = Process.GetCurrentProcess();
        return [.. process.Modules.Cast<ProcessModule>().Select(module => module.ModuleName).Where(name => name.Contains("onnxruntime", StringComparison.OrdinalIgnoreCase))];
    }

    public static async Task<int> Main(string[] args)
    {
        if (args is not [CrossEncoder, string folder, string address])
        {
            await Console.Error.WriteLineAsync("Give what is served, its folder and the server's address.");
            return 2;
        }

        var options = new RemoteCrossEncoderOptions { ModelName = "cross_encoder" };
        options.Endpoints.Add(new(address));
        using var remote = RemoteCrossEncoderReranker.Load(folder, options);
        RerankResponse response = await remote.RerankAsync(RandomTexts.Query, RandomTexts.Candidates(5, maxWords: 10));
        Console.WriteLine($"{response.Results.Count(result => result.IsScored)} [{string.Join(' ', NativeLibraries())}]");
        return 0;
    }
}
