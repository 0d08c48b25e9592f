using System.Diagnostics;
using System.Globalization;
using RerankKit.Models;
using RerankKit.Onnx;

namespace RerankKit.Benchmarks;

/// <summary>Whether memory stays where it is over 10,000 requests of random sizes.</summary>
internal static class MemorySection
{
    private const int Requests = 10_000;
    private const int Samples = 10;
    private const int MaxCandidates = 6;
    private const double Megabyte = 1 << 20;

    public static string Run(EngineRun run)
    {
        using var reranker = CrossEncoderReranker.Load(BenchmarkModel.Folder("TinyBERT-L-2"), new() { Engine = ModelEngine.OnnxRuntime });
        using var process = Process.GetCurrentProcess();
        var random = new Random(7);

        // As many short texts as long ones on the logarithmic scale: 3 to 450 words.
        string[] documents = [.. Enumerable.Range(0, 600).Select(i => run.Texts.Words(i, (int)Math.Round(3 * Math.Pow(150, random.NextDouble()))))];
        var table = new MarkdownTable("requests", "resident MiB", "managed heap MiB");
        for (int sample = 0; sample <= Samples; sample++)
        {
            process.Refresh();
            table.Add(
                (sample * Requests / Samples).ToString("N0", CultureInfo.InvariantCulture),
                (process.WorkingSet64 / Megabyte).ToString("F1", CultureInfo.InvariantCulture),
                (GC.GetTotalMemory(forceFullCollection: false) / Megabyte).ToString("F1", CultureInfo.InvariantCulture));
            for (int i = 0; i < Requests / Samples && sample < Samples; i++)
            {
                var candidates = new RerankCandidate[random.Next(1, MaxCandidates + 1)];
                for (int j = 0; j < candidates.Length; j++)
                {
                    candidates[j] = new(documents[random.Next(documents.Length)]);
                }

                reranker.RerankAsync(run.Texts.Query, candidates).GetAwaiter().GetResult();
            }
        }

        return $"""
            {Requests.ToString("N0", CultureInfo.InvariantCulture)} requests of 1 to {MaxCandidates} texts of 3 to 450 words, TinyBERT-L-2 fp32 (17 MB), one after another in a fresh process.

            {table}
            """;
    }
}
