namespace RerankKit.Cli.Reports;

/// <summary>A comparison for people.</summary>
internal static class ComparisonReport
{
    private const int ShownQueries = 5;
    private const double Significance = 0.05;

    public static void Warn(RunComparison comparison, ToolConsole console)
    {
        WarnOfMissing(comparison.BaselineName, comparison.BaselineMissingQueryIds, console);
        WarnOfMissing(comparison.CandidateName, comparison.CandidateMissingQueryIds, console);
    }

    public static void Show(RunComparison comparison, bool isPerQuery, ToolConsole console)
    {
        foreach (MetricComparison metric in isPerQuery ? comparison.Metrics : [])
        {
            ShowQueries($"{metric.Metric.Name}, every query", metric.Queries, console);
        }

        console.Output.WriteLine($"{comparison.BaselineName} -> {comparison.CandidateName}, {Figures.Count(comparison.QueryIds.Count, "query", "queries")}");
        ShowMetrics(comparison, console);
        console.Output.WriteLine(Pool(comparison));
        console.Output.WriteLine();
        if (!isPerQuery)
        {
            ShowExtremes(comparison.Metrics[0], console);
        }
    }

    private static void WarnOfMissing(string run, IReadOnlyList<string> queryIds, ToolConsole console)
    {
        if (queryIds.Count > 0)
        {
            console.Warn($"{run} does not answer {Figures.Count(queryIds.Count, "query", "queries")}, counted as 0: {Figures.Ids(queryIds)}");
        }
    }

    private static void ShowMetrics(RunComparison comparison, ToolConsole console)
    {
        var table = new ReportTable("metric", "before", "after", "change", "lift", "win/tie/loss", "p (t)", "p (rand)", "p (Holm)", "95 % interval", "oracle");
        foreach (MetricComparison metric in comparison.Metrics)
        {
            string mark = metric.AdjustedRandomisationPValue < Significance ? "*" : " ";
            table.Add(
                metric.Metric.Name,
                Figures.Value(metric.Baseline),
                Figures.Value(metric.Candidate),
                Figures.Change(metric.Difference),
                Figures.Percent(metric.RelativeDifference),
                $"{metric.Wins}/{metric.Ties}/{metric.Losses}",
                Figures.Probability(metric.StudentT.PValue),
                Figures.Probability(metric.RandomisationPValue),
                Figures.Probability(metric.AdjustedRandomisationPValue) + mark,
                $"{Figures.Change(metric.Interval.Low)} to {Figures.Change(metric.Interval.High)}",
                Figures.Value(metric.Oracle));
        }

        table.WriteTo(console);
        console.Output.WriteLine("* p (Holm) below 0.05. oracle is what a perfect reranker of the baseline's documents would reach.");
    }

    private static string Pool(RunComparison comparison)
    {
        PoolComparison pool = comparison.Pool;
        if (pool.IsSame)
        {
            return "Both runs hold the same documents for every query.";
        }

        string queries = Figures.Count(pool.Differences.Count, "query", "queries");
        string ids = Figures.Ids([.. pool.Differences.Select(difference => difference.QueryId)]);
        return $"The runs do not hold the same documents: {pool.LostCount} lost and {pool.AddedCount} added in {queries} ({ids}).";
    }

    private static void ShowExtremes(MetricComparison metric, ToolConsole console)
    {
        int direction = metric.Metric.IsHigherBetter ? 1 : -1;
        QueryDifference[] changed = [.. metric.Queries.Where(query => query.Difference != 0).OrderByDescending(query => direction * query.Difference)];
        QueryDifference[] best = [.. changed.TakeWhile(query => direction * query.Difference > 0).Take(ShownQueries)];
        QueryDifference[] worst = [.. changed.Reverse().TakeWhile(query => direction * query.Difference < 0).Take(ShownQueries)];
        ShowQueries($"{metric.Metric.Name}, most improved", best, console);
        ShowQueries($"{metric.Metric.Name}, most worsened", worst, console);
    }

    private static void ShowQueries(string title, IReadOnlyList<QueryDifference> queries, ToolConsole console)
    {
        if (queries.Count == 0)
        {
            return;
        }

        var table = new ReportTable(title, "before", "after", "change");
        foreach (QueryDifference query in queries)
        {
            table.Add(query.QueryId, Figures.Value(query.Baseline), Figures.Value(query.Candidate), Figures.Change(query.Difference));
        }

        table.WriteTo(console);
    }
}
