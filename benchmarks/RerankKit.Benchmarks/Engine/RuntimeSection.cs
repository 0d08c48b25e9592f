using RerankKit.Models;

namespace RerankKit.Benchmarks;

/// <summary>The engine against the native runtime's best schedule for the same pairs, and against what most code does: one padded batch.</summary>
internal static class RuntimeSection
{
    private const int PaddedRounds = 2;

    public static string Run(EngineRun run)
    {
        var table = new MarkdownTable(
            "model, texts", "engine ms", "256 tokens, 1x2", "512 tokens, 1x2", "even parts, 1x2", "256 tokens, i2", "one padded batch, i2", "engine / best", "padded / engine", "tokenization");
        foreach ((string model, string kind, int count) in ((string, string, int)[])
            [("TinyBERT-L-2", "passages", 50), ("TinyBERT-L-2", "passages", 200), ("MiniLM-L-6", "passages", 10), ("MiniLM-L-6", "passages", 50), ("MiniLM-L-6", "passages", 100), ("MiniLM-L-6", "passages", 200), ("MiniLM-L-6", "abstracts", 50)])
        {
            string row = $"{model}, {count} {kind}";
            if (run.Wants(row))
            {
                AddRow(table, row, model, run, run.Documents(kind, count));
            }
        }

        return $"""
            The engine's scheduler against loops over the bare native runtime, fp32, the same sequences: milliseconds, medians; ratios are medians within
            rounds. `1x2`: two runs at a time of one thread each, `i2`: one run of two threads. `even parts`: the budget is an eighth of all tokens, 256 at
            most. Tokenization: time to encode the texts on one thread, in per cent of the engine's time.

            {table}
            """;
    }

    private static void AddRow(MarkdownTable table, string row, string model, EngineRun run, string[] documents)
    {
        string folder = BenchmarkModel.Folder(model);
        using var engine = new EngineUnderTest(folder);
        TokenPairs pairs = TokenPairs.Encode(engine.Model, run.Texts.Query, documents);
        int evenParts = Math.Min(256, pairs.TokenCount / 8);
        using var small = new BareSchedule(folder, pairs, 256, concurrency: 2, threads: 1);
        using var large = new BareSchedule(folder, pairs, 512, concurrency: 2, threads: 1);
        using var even = new BareSchedule(folder, pairs, evenParts, concurrency: 2, threads: 1);
        using var wide = new BareSchedule(folder, pairs, 256, concurrency: 1, threads: 2);
        using var padded = new BareSchedule(folder, pairs, int.MaxValue, concurrency: 1, threads: 2);
        double[] expected = [.. small.Score()];
        double[] actual = engine.Score(pairs);
        double difference = expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max();
        if (difference > 1e-4)
        {
            throw new InvalidOperationException($"The engine's scores are {difference} off the bare runtime's.");
        }

        var scratch = new SequenceScratch();
        var times = Interleaved.Run(
            run.Budget,
            [
                new("engine", () => engine.Score(pairs)),
                new("256, 1x2", () => small.Score()),
                new("512, 1x2", () => large.Score()),
                new("even parts, 1x2", () => even.Score()),
                new("256, i2", () => wide.Score()),
                new("padded, i2", () => padded.Score(), PaddedRounds),
                new("tokenization", () => Tokenize(engine.Model, run.Texts.Query, documents, scratch)),
            ]);
        table.Add(
            [
                row,
                .. Enumerable.Range(0, 6).Select(variant => MarkdownTable.Number(times.Milliseconds(variant))),
                MarkdownTable.Number(times.Ratio(0, times.Fastest(1, 2, 3, 4))),
                MarkdownTable.Number(times.Ratio(5, 0)),
                MarkdownTable.Number(times.Ratio(6, 0) * 100) + " %",
            ]);
    }

    private static void Tokenize(InferenceModel model, string query, string[] documents, SequenceScratch scratch)
    {
        var encoder = new PairEncoder(model.Tokenizer, new(), model.MaxLength, documentLimit: null, query);
        foreach (string document in documents)
        {
            encoder.Encode(document, scratch);
        }
    }
}
