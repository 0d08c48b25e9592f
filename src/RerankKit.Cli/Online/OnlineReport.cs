namespace RerankKit.Cli.Online;

/// <summary>Online evidence for people.</summary>
internal static class OnlineReport
{
    public static void Show(OnlineEvidence evidence, ToolConsole console)
    {
        IReadOnlyList<LoggedRanking> rankings = evidence.Rankings;
        int clicked = rankings.Count(ranking => ranking.Clicks.Count > 0);
        console.Output.WriteLine($"{Figures.Count(rankings.Count, "call", "calls")}, {clicked} with a click, {Minute(rankings[0].Time)} to {Minute(rankings[^1].Time)}");
        console.Output.WriteLine();
        ShowLift(evidence, console);
        ShowSplit(evidence, console);
        ShowInterleaving(evidence, console);
        ShowDrift(evidence.Drift, console);
        ShowService(evidence, console);
    }

    private static void ShowLift(OnlineEvidence evidence, ToolConsole console)
    {
        ClickLift lift = evidence.Lift;
        if (lift is { ShownBefore: null, ShownAfter: null } && evidence.Interleaving.Callers > 0)
        {
            return;
        }

        var table = new ReportTable("clicked, shown", "callers", "calls", "clicks", $"rank in {lift.Before}", $"in {lift.After}", "moved up by", "95 % interval", "p", "1/rank", "95 % interval", "p");
        Add(lift.Before, lift.ShownBefore);
        Add(lift.After, lift.ShownAfter);
        if (lift is { Balanced: { } balanced, BalancedReciprocal: { } reciprocal })
        {
            table.Add(["balanced", "", "", "", "", "", .. Places(balanced), .. Estimate(reciprocal)]);
        }

        table.WriteTo(console);
        console.Output.WriteLine($"Clicked documents: {evidence.LiftVerdict}.");
        console.Output.WriteLine();

        void Add(string name, LiftGroup? group)
        {
            if (group is not null)
            {
                table.Add(
                [
                    name, Figures.Whole(group.Callers), Figures.Whole(group.Requests), Figures.Whole(group.Clicks), Rank(group.RankBefore), Rank(group.RankAfter),
                    .. Places(group.Improvement), .. Estimate(group.ReciprocalImprovement),
                ]);
            }
        }
    }

    private static void ShowSplit(OnlineEvidence evidence, ToolConsole console)
    {
        if (evidence.Split is not { } split)
        {
            return;
        }

        var table = new ReportTable("shown", "callers", "calls", "with a click", "change", "95 % interval", "p", "1/rank of the highest", "change", "95 % interval", "p");
        table.Add(
            evidence.Lift.Before, Figures.Whole(split.Before.Callers), Figures.Whole(split.Before.Requests), Share(split.Before.ClickedShare), "", "", "",
            Figures.Value(split.Before.ReciprocalRank), "", "", "");
        table.Add(
        [
            evidence.Lift.After, Figures.Whole(split.After.Callers), Figures.Whole(split.After.Requests), Share(split.After.ClickedShare), .. Estimate(split.ClickedShareChange),
            Figures.Value(split.After.ReciprocalRank), .. Estimate(split.ReciprocalRankChange),
        ]);
        table.WriteTo(console);
        console.Output.WriteLine($"Side against side: {evidence.SplitVerdict}.");
        console.Output.WriteLine();
    }

    private static void ShowInterleaving(OnlineEvidence evidence, ToolConsole console)
    {
        if (evidence.Interleaving is not { Callers: > 0 } interleaving)
        {
            return;
        }

        var table = new ReportTable("interleaved", "callers", "calls", $"prefer {interleaving.Before}", $"prefer {interleaving.After}", "neither", "preference", "p (sign test)");
        table.Add(
            "", Figures.Whole(interleaving.Callers), Figures.Whole(interleaving.Requests), Figures.Whole(interleaving.WinsOfBefore), Figures.Whole(interleaving.WinsOfAfter),
            Figures.Whole(interleaving.Ties), Figures.Change(interleaving.Preference), Figures.Probability(interleaving.PValue));
        table.WriteTo(console);
        console.Output.WriteLine($"Interleaved: {evidence.InterleavingVerdict}.");
        console.Output.WriteLine();
    }

    private static void ShowDrift(OnlineDrift? drift, ToolConsole console)
    {
        if (drift is null)
        {
            return;
        }

        var table = new ReportTable($"scores of {drift.List}", "reference", "now", "mean then", "mean now", "PSI", "KS", "p (KS)");
        foreach ((string name, ScoreDriftFigures figures) in new[] { ("best of each call", drift.Best), ("all", drift.All) })
        {
            table.Add(
                name, Figures.Whole(figures.Reference), Figures.Whole(figures.Current), Figures.Value(figures.ReferenceMean), Figures.Value(figures.CurrentMean),
                Figures.Value(figures.Index), Figures.Value(figures.Distance), Figures.Probability(figures.PValue));
        }

        table.WriteTo(console);
        console.Output.WriteLine($"Score drift: {drift.Verdict}.");
        if (!drift.ModelsThen.SequenceEqual(drift.ModelsNow))
        {
            console.Output.WriteLine($"The models are others: {string.Join(", ", drift.ModelsThen)} then, {string.Join(", ", drift.ModelsNow)} now.");
        }

        console.Output.WriteLine();
    }

    private static void ShowService(OnlineEvidence evidence, ToolConsole console)
    {
        if (evidence.Whole.Count == 0)
        {
            return;
        }

        var table = new ReportTable("list", "from", "calls", "p50 ms", "p99 ms", "over budget", "fallbacks", "cache hits") { LeftColumns = 2 };
        foreach (ServiceWindow whole in evidence.Whole)
        {
            ServiceWindow[] windows = [.. evidence.Windows.Where(window => window.List == whole.List)];
            foreach (ServiceWindow window in windows.Length > 1 ? windows : [])
            {
                Add(window, Minute(window.Start));
            }

            Add(whole, "all");
        }

        table.WriteTo(console);
        if (evidence.Budget is { } budget)
        {
            foreach (ServiceWindow whole in evidence.Whole)
            {
                console.Output.WriteLine($"p99 of {whole.List} is {Time(whole.Latency.P99)} ms, the budget {Time(budget.TotalMilliseconds)} ms: {(whole.Latency.P99 <= budget.TotalMilliseconds ? "kept" : "NOT KEPT")}.");
            }
        }

        void Add(ServiceWindow window, string from) => table.Add(
            window.List, from, Figures.Whole(window.Calls), Time(window.Latency.P50), Time(window.Latency.P99), Share(window.OverBudget), Share(window.FallbackRate), Share(window.CacheHitRate));
    }

    private static string[] Places(MeanEstimate estimate) =>
        [Moved(estimate.Mean), $"{Moved(estimate.Interval.Low)} to {Moved(estimate.Interval.High)}", Figures.Probability(estimate.PValue)];

    private static string[] Estimate(MeanEstimate estimate) =>
        [Figures.Change(estimate.Mean), $"{Figures.Change(estimate.Interval.Low)} to {Figures.Change(estimate.Interval.High)}", Figures.Probability(estimate.PValue)];

    private static string Rank(double rank) => rank.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Moved(double places) => places.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    private static string Time(double milliseconds) => milliseconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Minute(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Share(double? share) => share is double value ? (100 * value).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "-";
}
