using RerankKit.PublishedModels;
using RerankKit.TestModels;

namespace RerankKit.Benchmarks;

/// <summary>A generated model, or one with published weights, in the temporary folder (or where RERANKKIT_BENCHMARK_MODELS says), written when it is first wanted.</summary>
internal static class BenchmarkModel
{
    /// <summary>all-MiniLM-L6-v2 with its published weights, and a classifier of seeded weights behind them.</summary>
    public const string MiniLM = "all-MiniLM-L6-v2";

    /// <summary>The folder of the model; the graph lies in its folder <c>onnx</c>.</summary>
    /// <param name="name"><see cref="MiniLM"/>, or a name of <see cref="TestModelPresets.Named"/>.</param>
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
            if (name == MiniLM)
            {
                PublishedModel.MiniLM.WriteClassifier(unfinished);
            }
            else
            {
                TestModel.Write(unfinished, TestModelPresets.Named[name] with { Quantization = quantization, OnnxFolder = true, TokenizerFiles = tokenizer });
            }

            Directory.Move(unfinished, folder);
        }

        return folder;
    }
}
