using RerankKit.TestModels;

namespace RerankKit.Benchmarks;

/// <summary>A generated model in the temporary folder (or where RERANKKIT_BENCHMARK_MODELS says), written when it is first wanted.</summary>
internal static class BenchmarkModel
{
    /// <summary>The folder of the model; the graph lies in its folder <c>onnx</c>.</summary>
    /// <param name="name">A name of <see cref="TestModelPresets.Named"/>.</param>
    /// <param name="quantization">How its weights are stored.</param>
    public static string Folder(string name, TestQuantization quantization = TestQuantization.None)
    {
        string root = Environment.GetEnvironmentVariable("RERANKKIT_BENCHMARK_MODELS") ?? Path.Combine(Path.GetTempPath(), "rerankkit-benchmark-models");
        string? tokenizer = BenchmarkTexts.DataFile("tokenizers", "bert-base-uncased", "tokenizer.json");
        string folder = Path.Combine(root, $"{name}-{quantization}{(tokenizer is null ? "-seeded-tokenizer" : "")}");
        if (!Directory.Exists(folder))
        {
            // Renamed when it is whole: a model cut short by a full disk is not taken for one.
            string unfinished = $"{folder}.{Environment.ProcessId}";
            TestModel.Write(unfinished, TestModelPresets.Named[name] with { Quantization = quantization, OnnxFolder = true, TokenizerFiles = tokenizer });
            Directory.Move(unfinished, folder);
        }

        return folder;
    }
}
