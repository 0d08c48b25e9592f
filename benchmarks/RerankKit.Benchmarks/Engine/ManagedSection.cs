using RerankKit.Managed;
using RerankKit.Models;

namespace RerankKit.Benchmarks;

/// <summary>The managed engine against the native runtime's best schedule for the same pairs.</summary>
internal static class ManagedSection
{
    private static readonly (string Model, string Kind, int Count)[] Rows =
    [
        ("TinyBERT-L-2", "passages", 50), ("MiniLM-L-6", "passages", 1), ("MiniLM-L-6", "passages", 4), ("MiniLM-L-6", "passages", 10), ("MiniLM-L-6", "passages", 20),
        ("MiniLM-L-6", "passages", 50), ("MiniLM-L-6", "passages", 200), ("MiniLM-L-6", "abstracts", 50), ("XLM-R-base", "passages", 10),
    ];

    public static string Run(EngineRun run)
    {
        var table = new MarkdownTable(
            "model, texts", "managed ms", "same work", "256 tokens, 1x2", "512 tokens, 1x2", "even parts, 1x2", "256 tokens, i2", "best / managed", "best / same work", "largest difference");
        foreach ((string model, string kind, int count) in Rows)
        {
            string row = $"{model}, {count} {kind}";
            if (run.Wants(row))
            {
                AddRow(table, row, model, run, run.Documents(kind, count));
            }
        }

        return $"""
            The managed engine (kernel {EncoderKernels.Preferred}) against loops over the bare native runtime, fp32, the same sequences on {Environment.ProcessorCount} threads: milliseconds, medians;
            ratios are medians within rounds. `same work`: all tokens go through the last layer, as in the runtime's graph; without it the first token alone does. `1x2`: two runs at a time of
            one thread each, `i2`: one run of two threads. `even parts`: the budget is an eighth of all tokens, 256 at most. Differences are of logits.

            {table}
            """;
    }

    private static void AddRow(MarkdownTable table, string row, string model, EngineRun run, string[] documents)
    {
        string folder = BenchmarkModel.Folder(model);
        using var managed = new EngineUnderTest(folder, new() { Graph = new ManagedOptions() });
        using var whole = new EngineUnderTest(folder, new() { Graph = new ManagedOptions { FirstTokenOnly = false } });
        TokenPairs pairs = TokenPairs.Encode(managed.Model, run.Texts.Query, documents);
        int evenParts = Math.Max(1, Math.Min(256, pairs.TokenCount / 8));
        using var small = new BareSchedule(folder, pairs, 256, concurrency: 2, threads: 1);
        using var large = new BareSchedule(folder, pairs, 512, concurrency: 2, threads: 1);
        using var even = new BareSchedule(folder, pairs, evenParts, concurrency: 2, threads: 1);
        using var wide = new BareSchedule(folder, pairs, 256, concurrency: 1, threads: 2);
        double difference = small.Score().Zip(managed.Score(pairs), (a, b) => Math.Abs(a - b)).Max();
        var times = Interleaved.Run(
            run.Budget,
            [
                new("managed", () => managed.Score(pairs)),
                new("same work", () => whole.Score(pairs)),
                new("256, 1x2", () => small.Score()),
                new("512, 1x2", () => large.Score()),
                new("even parts, 1x2", () => even.Score()),
                new("256, i2", () => wide.Score()),
            ]);
        int best = times.Fastest(2, 3, 4, 5);
        table.Add(
            [
                row,
                .. Enumerable.Range(0, 6).Select(variant => MarkdownTable.Number(times.Milliseconds(variant))),
                MarkdownTable.Number(times.Ratio(best, 0)),
                MarkdownTable.Number(times.Ratio(best, 1)),
                difference.ToString("0.0e0", System.Globalization.CultureInfo.InvariantCulture),
            ]);
    }
}
