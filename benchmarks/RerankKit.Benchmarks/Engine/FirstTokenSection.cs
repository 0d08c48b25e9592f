using System.Diagnostics;
using System.Globalization;
using RerankKit.Managed;
using RerankKit.Models;
using RerankKit.Onnx;

namespace RerankKit.Benchmarks;

/// <summary>ONNX Runtime with the last layer for the first token alone, against the graph as it was exported.</summary>
internal static class FirstTokenSection
{
    private const int Whole = 0;
    private const int First = 1;
    private const int Managed = 2;
    private static readonly (string Model, string Kind, int Count)[] Rows =
    [
        ("TinyBERT-L-2", "passages", 1), ("TinyBERT-L-2", "passages", 10), ("TinyBERT-L-2", "passages", 50), ("MiniLM-L-6", "passages", 1), ("MiniLM-L-6", "passages", 10), ("MiniLM-L-6", "passages", 50),
        ("MiniLM-L-6", "abstracts", 20), ("MiniLM-L-12", "passages", 10), ("MiniLM-L-12", "passages", 50), ("ModernBERT-32M", "passages", 10), ("XLM-R-base", "passages", 10),
    ];

    public static string Run(EngineRun run)
    {
        var speed = new MarkdownTable("model, texts", "whole ms", "first token ms", "managed ms", "whole / first token", "processor: whole / first token", "first token / managed", "processor: first token / managed", "largest difference");
        var loading = new MarkdownTable("model", "operators changed", "whole ms", "first token ms", "of it rewriting ms", "whole, resident MB", "first token, resident MB");
        foreach (string model in Rows.Select(row => row.Model).Distinct())
        {
            (string Kind, int Count)[] lists = [.. Rows.Where(row => row.Model == model && run.Wants($"{model}, {row.Count} {row.Kind}")).Select(row => (row.Kind, row.Count))];
            if (lists.Length > 0)
            {
                AddLoading(loading, model, run.Budget / 2);
                AddSpeed(speed, model, lists, run);
            }
        }

        return $"""
            Sequences in, logits out, through the engine with ONNX Runtime, fp32, {Environment.ProcessorCount} threads: milliseconds of the quickest round; ratios are medians within rounds, of time and of
            processor time. `whole`: the graph as it was exported (`FirstTokenOnly = false`); `first token`: as it is rewritten when it is loaded; `managed`: the managed engine, which computes
            the same part of the last layer. Differences are of logits, between the two graphs. The weights are generated, of the sizes of the models named.

            {speed}
            Loading a cross-encoder from its folder (tokenizer, session, a run of one token), in turns, the quickest; what the process holds more then, in the median.

            {loading}
            """;
    }

    private static void AddSpeed(MarkdownTable table, string model, (string Kind, int Count)[] lists, EngineRun run)
    {
        string folder = BenchmarkModel.Folder(model);
        using var whole = new EngineUnderTest(folder, new() { Graph = new OnnxSessionOptions { FirstTokenOnly = false } });
        using var first = new EngineUnderTest(folder, new() { Graph = new OnnxSessionOptions() });
        using var managed = new EngineUnderTest(folder, new() { Graph = new ManagedOptions() });
        foreach ((string kind, int count) in lists)
        {
            TokenPairs pairs = TokenPairs.Encode(whole.Model, run.Texts.Query, run.Documents(kind, count));
            double difference = whole.Score(pairs).Zip(first.Score(pairs), (a, b) => Math.Abs(a - b)).Max();

            // What is done in a blink is done several times in a row.
            int repetitions = Math.Max(1, 2000 / pairs.TokenCount);
            Interleaved times = Interleaved.Run(run.Budget, [Repeated("whole", whole), Repeated("first token", first), Repeated("managed", managed)]);
            table.Add(
                $"{model}, {count} {kind}",
                MarkdownTable.Number(times.Quickest(Whole)),
                MarkdownTable.Number(times.Quickest(First)),
                MarkdownTable.Number(times.Quickest(Managed)),
                MarkdownTable.Number(times.Ratio(Whole, First)),
                MarkdownTable.Number(times.ProcessorRatio(Whole, First)),
                MarkdownTable.Number(times.Ratio(First, Managed)),
                MarkdownTable.Number(times.ProcessorRatio(First, Managed)),
                difference.ToString("0.0e0", CultureInfo.InvariantCulture));

            Variant Repeated(string name, EngineUnderTest engine) => new(
                name,
                () =>
                {
                    for (int i = 0; i < repetitions; i++)
                    {
                        engine.Score(pairs);
                    }
                },
                Repetitions: repetitions);
        }
    }

    private static void AddLoading(MarkdownTable table, string model, TimeSpan budget)
    {
        string folder = BenchmarkModel.Folder(model);
        string graph = Path.Combine(folder, "onnx", "model.onnx");
        List<double>[] memory = [[], []];
        int operators = 0;
        Interleaved times = Interleaved.Run(
            budget, [new("whole", () => Load(Whole)), new("first token", () => Load(First)), new("rewriting", () => operators = FirstTokenRewriting.Rewrite(graph).Operators)], minRounds: 3);
        table.Add(
            model,
            Invariant($"{operators}"),
            MarkdownTable.Number(times.Quickest(Whole)),
            MarkdownTable.Number(times.Quickest(First)),
            MarkdownTable.Number(times.Quickest(2)),
            MarkdownTable.Number(Median(memory[Whole])),
            MarkdownTable.Number(Median(memory[First])));

        void Load(int variant)
        {
            double before = Resident();
            using var reranker = CrossEncoderReranker.Load(folder, new() { Graph = new OnnxSessionOptions { FirstTokenOnly = variant == First } });
            memory[variant].Add((Resident() - before) / 1e6);
        }

        static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

        static double Resident()
        {
            using var process = Process.GetCurrentProcess();
            return process.WorkingSet64;
        }
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
