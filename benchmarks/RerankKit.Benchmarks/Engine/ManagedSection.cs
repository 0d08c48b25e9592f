using System.Globalization;
using RerankKit.Managed;

namespace RerankKit.Benchmarks;

/// <summary>The managed engine against the native runtime's best schedule for the same pairs.</summary>
internal static class ManagedSection
{
    private const int Managed = 0;
    private const int SameWork = 1;
    private static readonly (string Model, string Kind, int Count)[] Rows =
    [
        ("TinyBERT-L-2", "passages", 10), ("TinyBERT-L-2", "passages", 50), (BenchmarkModel.MiniLM, "passages", 1), (BenchmarkModel.MiniLM, "passages", 4), (BenchmarkModel.MiniLM, "passages", 10),
        (BenchmarkModel.MiniLM, "passages", 20), (BenchmarkModel.MiniLM, "passages", 50), (BenchmarkModel.MiniLM, "passages", 200), (BenchmarkModel.MiniLM, "abstracts", 20),
        ("XLM-R-base", "passages", 1), ("XLM-R-base", "passages", 10), ("XLM-R-base", "passages", 20),
        ("ModernBERT-32M", "passages", 10), ("ModernBERT-32M", "passages", 50), ("ModernBERT-32M", "abstracts", 20),
        ("DeBERTa-v3-xsmall", "passages", 1), ("DeBERTa-v3-xsmall", "passages", 10), ("DeBERTa-v3-xsmall", "passages", 50), ("DeBERTa-v3-xsmall", "abstracts", 20),
    ];

    public static string Run(EngineRun run)
    {
        var table = new MarkdownTable(
            "model, texts", "managed ms", "same work ms", "native ms", "native schedule", "native / managed", "native / same work", "processor: / managed", "processor: / same work", "largest difference");
        foreach ((string model, string kind, int count) in Rows)
        {
            string row = $"{model}, {count} {kind}";
            if (run.Wants(row))
            {
                AddRow(table, row, model, run, run.Documents(kind, count));
            }
        }

        return $"""
            The managed engine (kernel {EncoderKernels.Preferred}) against loops over the bare native runtime, fp32, the same sequences on {Environment.ProcessorCount} threads: milliseconds of the
            quickest round; ratios are medians within rounds, of time and of processor time. `same work`: all tokens go through the last layer, as in the runtime's graph; without it the first token
            alone does. The native schedule is the fastest of four: two runs at a time of one thread each with 256 or 512 tokens a run, or with an eighth of all tokens (256 at most), and one run of
            two threads with 256 tokens. Of a single pair it is one run on all cores, or on one. Differences are of logits. The weights of
            {BenchmarkModel.MiniLM} are its published ones, with a classifier behind them; the others are generated, of the sizes of the models named.

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
        (string Name, int Tokens, int Concurrency, int Threads)[] schedules = documents.Length == 1
            ? [("all cores", int.MaxValue, 1, Environment.ProcessorCount), ("one core", int.MaxValue, 1, 1)]
            : [("256, 1x2", 256, 2, 1), ("512, 1x2", 512, 2, 1), ("even parts, 1x2", evenParts, 2, 1), ("256, i2", 256, 1, 2)];
        BareSchedule[] native = [.. schedules.Select(schedule => new BareSchedule(folder, pairs, schedule.Tokens, schedule.Concurrency, schedule.Threads))];
        double difference = native[0].Score().Zip(managed.Score(pairs), (a, b) => Math.Abs(a - b)).Max();

        // What is done in a blink is done several times in a row.
        int repetitions = Math.Max(1, 2000 / pairs.TokenCount);
        var times = Interleaved.Run(
            run.Budget,
            [
                Repeated("managed", () => managed.Score(pairs)),
                Repeated("same work", () => whole.Score(pairs)),
                .. native.Select((schedule, i) => Repeated(schedules[i].Name, () => schedule.Score())),
            ]);
        int best = times.Fastest([.. Enumerable.Range(SameWork + 1, native.Length)]);
        table.Add(
            [
                row,
                .. new[] { Managed, SameWork, best }.Select(variant => MarkdownTable.Number(times.Quickest(variant))),
                schedules[best - SameWork - 1].Name,
                MarkdownTable.Number(times.Ratio(best, Managed)),
                MarkdownTable.Number(times.Ratio(best, SameWork)),
                MarkdownTable.Number(times.ProcessorRatio(best, Managed)),
                MarkdownTable.Number(times.ProcessorRatio(best, SameWork)),
                difference.ToString("0.0e0", CultureInfo.InvariantCulture),
            ]);
        Array.ForEach(native, schedule => schedule.Dispose());

        Variant Repeated(string name, Action action) => new(
            name,
            () =>
            {
                for (int i = 0; i < repetitions; i++)
                {
                    action();
                }
            },
            Repetitions: repetitions);
    }
}
