namespace RerankKit.Benchmarks;

/// <summary>One candidate alone: as fast as one run on all cores.</summary>
internal static class SinglePairSection
{
    // Threads of one session's pool go on looking for work for a while: several calls before it is the other's turn.
    private const int Calls = 20;

    public static string Run(EngineRun run)
    {
        var table = new MarkdownTable("model, tokens of the pair", "engine ms", "all cores in one run", "one thread", "engine / all cores");
        foreach ((string model, int words) in ((string, int)[])[("TinyBERT-L-2", 60), ("MiniLM-L-6", 15), ("MiniLM-L-6", 60), ("MiniLM-L-6", 350)])
        {
            if (run.Wants(model))
            {
                AddRow(table, model, run.Texts, words, run.Budget / 2);
            }
        }

        return $"""
            One pair and nothing else to do, fp32: milliseconds, medians, against loops over the bare native runtime.

            {table}
            """;
    }

    private static void AddRow(MarkdownTable table, string model, BenchmarkTexts texts, int words, TimeSpan budget)
    {
        string folder = BenchmarkModel.Folder(model);
        using var engine = new EngineUnderTest(folder);
        TokenPairs pairs = TokenPairs.Encode(engine.Model, texts.Query, [texts.Words(0, words)]);
        using var wide = new BareSchedule(folder, pairs, int.MaxValue, concurrency: 1, Environment.ProcessorCount);
        using var narrow = new BareSchedule(folder, pairs, int.MaxValue, concurrency: 1, threads: 1);
        var times = Interleaved.Run(
            budget,
            [
                new("engine", () => Repeat(() => engine.Score(pairs)), Repetitions: Calls),
                new("all cores", () => Repeat(() => wide.Score()), Repetitions: Calls),
                new("one thread", () => Repeat(() => narrow.Score()), Repetitions: Calls),
            ]);
        table.Add(
            [
                $"{model}, {pairs.TokenCount}",
                .. Enumerable.Range(0, 3).Select(variant => MarkdownTable.Number(times.Milliseconds(variant))),
                MarkdownTable.Number(times.Ratio(0, 1)),
            ]);
    }

    private static void Repeat(Action action)
    {
        for (int i = 0; i < Calls; i++)
        {
            action();
        }
    }
}
