using System.Diagnostics;
using System.Globalization;
using RerankKit.Onnx;

namespace RerankKit.Benchmarks;

/// <summary>
/// <c>calls [models] [--length 25|80|250] [--most 200] [--seconds 1] [--limit 5] [--results FOLDER]</c>: how long a whole warm call takes, by model, number of candidates and their
/// length. A cell that would take longer than the limit, going by half as many candidates, is not measured.
/// </summary>
internal static class CallTimesCommand
{
    private static readonly int[] Lengths = [25, 80, 250];
    private static readonly int[] Counts = [10, 25, 50, 100, 200];

    public static async Task<int> RunAsync(string[] arguments)
    {
        var names = new List<string>();
        int? length = null;
        int most = Counts[^1];
        double seconds = 1;
        double limit = 5;
        ModeArguments mode = new ModeArguments()
            .Names(TimedReranker.Names, names.Add)
            .Number<int>("--length", value => length = value)
            .Number<int>("--most", value => most = value)
            .Number<double>("--seconds", value => seconds = value)
            .Number<double>("--limit", value => limit = value);
        if (!mode.TryRead(arguments))
        {
            return 1;
        }

        int[] lengths = [.. Lengths.Where(value => length is null || length == value)];
        int[] counts = [.. Counts.Where(count => count <= most)];
        if (lengths.Length == 0 || counts.Length == 0)
        {
            await Console.Error.WriteLineAsync($"--length is one of {string.Join(", ", Lengths)}, --most is {Counts[0]} or more.");
            return 1;
        }

        long start = Stopwatch.GetTimestamp();
        var texts = BenchmarkTexts.Load();
        var table = new MarkdownTable(["model, tokens a text", .. counts.Select(count => $"{count} candidates")]);
        foreach (string name in TimedReranker.Names.Where(name => names.Count == 0 || names.Contains(name)))
        {
            foreach (int tokens in lengths)
            {
                RerankCandidate[] candidates = Candidates(texts, tokens, counts[^1]);
                using IReranker reranker = await TimedReranker.CreateAsync(name, candidates);
                table.Add([$"{name}, {tokens}", .. await MeasureAsync(reranker, texts.Query, candidates, counts, seconds, limit)]);
            }
        }

        string report = $"""
            Milliseconds of a whole warm `RerankAsync` without a cache: median (95th percentile; the slowest of fewer than 20 calls), one call at a time, {Environment.ProcessorCount} processors. Generated models
            have the size of those they are named after and seeded weights; late interaction finds every document in a store in memory. "over" is not measured: the cell to
            its left says that it would take longer than {limit.ToString(CultureInfo.InvariantCulture)} s.

            {table}
            """;
        Console.WriteLine(report);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"({Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s)"));
        mode.Results.Write("CallTimes", report, $"ONNX Runtime {OnnxRuntimeLibrary.Load().Version}", $"Texts: {texts.Source}");
        return 0;
    }

    private static RerankCandidate[] Candidates(BenchmarkTexts texts, int tokens, int count)
    {
        // A token of English prose is about four fifths of a word.
        int words = Math.Max(1, tokens * 4 / 5);
        return [.. Enumerable.Range(0, count).Select(i => new RerankCandidate(texts.Words(i, words)) { Id = $"{i}" })];
    }

    private static async Task<string[]> MeasureAsync(IReranker reranker, string query, RerankCandidate[] candidates, int[] counts, double seconds, double limit)
    {
        string[] cells = new string[counts.Length];
        double perCandidate = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            RerankCandidate[] some = candidates[..counts[i]];
            if (perCandidate * some.Length > limit * 1000)
            {
                cells[i] = "over";
                continue;
            }

            CallTimes times = await CallTimes.MeasureAsync(() => reranker.RerankAsync(query, some), seconds);
            perCandidate = times.Median / some.Length;
            cells[i] = $"{MarkdownTable.Number(times.Median)} ({MarkdownTable.Number(times.Percentile95)})";
        }

        return cells;
    }
}
