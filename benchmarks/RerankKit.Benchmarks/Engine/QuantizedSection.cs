using RerankKit.TestModels;

namespace RerankKit.Benchmarks;

/// <summary>Dynamic int8 with every pair in a run of its own, so that a score depends on nothing else, against fp32.</summary>
internal static class QuantizedSection
{
    public static string Run(EngineRun run)
    {
        var table = new MarkdownTable(
            "model, texts", "fp32 ms", "int8 isolated", "int8 merged", "fp32 / isolated", "fp32 / merged", "Spearman", "Kendall");
        foreach ((string model, string kind, int count) in ((string, string, int)[])
            [("TinyBERT-L-2", "passages", 50), ("MiniLM-L-6", "passages", 50), ("MiniLM-L-6", "abstracts", 30), ("MiniLM-L-12", "passages", 30)])
        {
            string row = $"{model}, {count} {kind}";
            if (run.Wants(row))
            {
                AddRow(table, row, model, run, run.Documents(kind, count));
            }
        }

        return $"""
            Dynamic int8 (signed weights per tensor, MatMulInteger) against fp32, both in our engine: milliseconds, medians. Isolated, the default for such
            graphs: every pair runs alone and keeps its score whatever else is scored. Rank correlations between isolated int8 and fp32; weights are
            seeded, not trained, so they say that nothing is broken, not what a trained model loses.

            {table}
            """;
    }

    private static void AddRow(MarkdownTable table, string row, string model, EngineRun run, string[] documents)
    {
        string folder = BenchmarkModel.Folder(model, TestQuantization.SignedPerTensor);
        using var single = new EngineUnderTest(BenchmarkModel.Folder(model));
        using var isolated = new EngineUnderTest(folder);
        using var merged = new EngineUnderTest(folder, new() { IsolatePairs = false });
        TokenPairs pairs = TokenPairs.Encode(single.Model, run.Texts.Query, documents);
        double[] expected = single.Score(pairs);
        double[] actual = isolated.Score(pairs);
        if (!isolated.Score(pairs).SequenceEqual(actual))
        {
            throw new InvalidOperationException("Isolated scores differ from one call to the next.");
        }

        var times = Interleaved.Run(
            run.Budget,
            [
                new("fp32", () => single.Score(pairs)),
                new("int8, isolated", () => isolated.Score(pairs)),
                new("int8, merged", () => merged.Score(pairs)),
            ]);
        table.Add(
            [
                row,
                .. Enumerable.Range(0, 3).Select(variant => MarkdownTable.Number(times.Milliseconds(variant))),
                MarkdownTable.Number(times.Ratio(0, 1)),
                MarkdownTable.Number(times.Ratio(0, 2)),
                MarkdownTable.Number(Spearman(expected, actual)),
                MarkdownTable.Number(RankSimilarity.KendallTau(expected, actual)!.Value),
            ]);
    }

    // Scores of different texts are different numbers: no ties.
    private static double Spearman(double[] a, double[] b)
    {
        double sum = Ranks(a).Zip(Ranks(b), (x, y) => (double)(x - y) * (x - y)).Sum();
        return 1 - (6 * sum / (a.Length * ((double)a.Length * a.Length - 1)));
    }

    private static int[] Ranks(double[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length).OrderByDescending(i => values[i])];
        int[] ranks = new int[values.Length];
        for (int rank = 0; rank < order.Length; rank++)
        {
            ranks[order[rank]] = rank;
        }

        return ranks;
    }
}
