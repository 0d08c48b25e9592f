namespace RerankKit.Onnx.Tests;

/// <summary>What tests run in a process of its own: loads a library, or a model of the hub.</summary>
internal static class Program
{
    public const string Library = "library";

    public const string Hub = "hub";

    public static Task<string> SayAsync(IReadOnlyList<string> arguments, params (string Name, string Value)[] variables) =>
        OwnProcess.SayAsync(typeof(Program), arguments, variables);

    public static async Task<int> Main(string[] args)
    {
        if (args is [Library, string path])
        {
            Console.WriteLine(Load(path.Length == 0 ? null : path));
            return 0;
        }

        if (args is not [Hub, string id])
        {
            await Console.Error.WriteLineAsync("Give a library, or a model of the hub.");
            return 2;
        }

        using var downloaded = await CrossEncoderReranker.LoadAsync(id);
        RerankResponse response = await downloaded.RerankAsync(RandomTexts.Query, RandomTexts.Candidates(5, maxWords: 10));
        Console.WriteLine($"{response.Results.Count(result => result.IsScored)} of {response.ModelId}");
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
}
