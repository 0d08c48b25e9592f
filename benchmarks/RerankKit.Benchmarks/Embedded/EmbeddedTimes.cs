using System.Globalization;
using RerankKit.Embedded;

namespace RerankKit.Benchmarks;

/// <summary>How long calls of the embedded reranker take.</summary>
internal static class EmbeddedTimes
{
    private const int CandidatesPerRun = 5_000;

    // Long enough for the optimising compiler to have seen everything.
    private const int WarmUpCalls = 200;
    private static readonly int[] Counts = [100, 1_000, 10_000];

    public static string Measure(TimeSpan budget)
    {
        using var reading = new EmbeddedReranker();
        using var keeping = new EmbeddedReranker(new() { CachedTexts = 2 * Counts[^1] });
        (string Name, IReranker Reranker)[] rerankers = [("texts read", reading), ("texts kept", keeping), ("BM25 (`LexicalReranker`)", new LexicalReranker())];
        var variants = new List<Variant>();
        foreach (int count in Counts)
        {
            RerankCandidate[] candidates = EmbeddedBenchmarks.Passages(count);
            foreach ((string name, IReranker reranker) in rerankers)
            {
                int calls = Math.Max(1, CandidatesPerRun / count);
                Repeat(reranker, candidates, Math.Max(2, WarmUpCalls * Counts[0] / count));
                variants.Add(new($"{count.ToString("N0", CultureInfo.InvariantCulture)}, {name}", () => Repeat(reranker, candidates, calls), Repetitions: calls));
            }
        }

        var times = Interleaved.Run(budget, [.. variants]);
        var table = new MarkdownTable("candidates", "median ms", "least ms", "processor, median ms", "processor, least ms", "processor, median µs a candidate");
        for (int i = 0; i < variants.Count; i++)
        {
            table.Add(
                variants[i].Name,
                MarkdownTable.Number(times.Milliseconds(i)),
                MarkdownTable.Number(times.Quickest(i)),
                MarkdownTable.Number(times.ProcessorMilliseconds(i)),
                MarkdownTable.Number(times.LeastProcessorMilliseconds(i)),
                MarkdownTable.Number(times.ProcessorMilliseconds(i) * 1000 / Counts[i / rerankers.Length]));
        }

        return $"{times.Rounds.ToString(CultureInfo.InvariantCulture)} rounds.\n\n{table}";
    }

    private static void Repeat(IReranker reranker, RerankCandidate[] candidates, int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            reranker.RerankAsync(EmbeddedBenchmarks.Query, candidates).GetAwaiter().GetResult();
        }
    }
}
