using System.Globalization;
using RerankKit.Cli.Reports;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Online;

/// <summary>Online evidence for people.</summary>
internal static class OnlineReport
{
    private const double Significance = 0.05;

    public static void Show(OnlineEvidence evidence, ToolConsole console)
    {
        int clicked = evidence.Rankings.Count(ranking => ranking.Clicks.Count > 0);
        console.Output.WriteLine($"{Figures.Count(evidence.Rankings.Count, "call", "calls")}, {clicked} with a click, {evidence.Rankings[0].Time:yyyy-MM-dd HH:mm} to {evidence.Rankings[^1].Time:yyyy-MM-dd HH:mm}");
        console.Output.WriteLine();
        ShowLift(evidence.Lift, console);
        ShowInterleaving(evidence.Interleaving, console);
        ShowDrift(evidence.Drift, console);
        ShowService(evidence, console);
    }

    private static void ShowLift(ClickLift lift, ToolConsole console)
    {
        if (lift.All is null)
        {
            console.Output.WriteLine($"No request with a click has both {lift.Before} and {lift.After}: no lift can be measured.");
            console.Output.WriteLine();
            return;
        }

        var table = new ReportTable("clicked documents", "requests", "clicks", $"rank in {lift.Before}", $"in {lift.After}", "moved up by", "95 % interval", "p (rand)", "1/rank", "95 % interval");
        foreach ((string name, LiftGroup? group) in new[] { ($"shown {lift.Before}", lift.ServedBefore), ($"shown {lift.After}", lift.ServedAfter), ("all", lift.All) })
        {
            if (group is not null)
            {
                table.Add(
                    name, Figures.Whole(group.Requests), Figures.Whole(group.Clicks), Places(group.RankBefore), Places(group.RankAfter), Moved(group.RankImprovement),
                    $"{Moved(group.Interval.Low)} to {Moved(group.Interval.High)}", Figures.Probability(group.PValue), Figures.Change(group.ReciprocalRankImprovement),
                    $"{Figures.Change(group.ReciprocalRankInterval.Low)} to {Figures.Change(group.ReciprocalRankInterval.High)}");
            }
        }

        table.WriteTo(console);
        console.Output.WriteLine(lift.Balanced is double balanced
            ? $"Each kind of request weighing half: moved up by {Moved(balanced)}. {Verdict(lift)}"
            : $"Requests that were shown only one of the lists favour it (position bias). {Verdict(lift)}");
        console.Output.WriteLine();
    }

    // What is shown gains, so a gain counts for sure only where the other list was shown.
    private static string Verdict(ClickLift lift) => lift switch
    {
        { ServedBefore: { RankImprovement: > 0, PValue: < Significance } } => $"{lift.After} is better: it moves up what was clicked where {lift.Before} was shown.",
        { ServedAfter: { RankImprovement: < 0, PValue: < Significance } } => $"{lift.After} is worse: {lift.Before} had what was clicked higher though {lift.After} was shown.",
        _ => "Within noise and bias: not decided.",
    };

    private static void ShowInterleaving(InterleavingComparison interleaving, ToolConsole console)
    {
        if (interleaving.Requests == 0)
        {
            return;
        }

        string verdict = interleaving.PValue >= Significance ? "within noise" : interleaving.PreferenceForB > 0 ? $"users prefer {interleaving.B}" : $"users prefer {interleaving.A}";
        console.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Interleaved: of {interleaving.Requests} requests with a click {interleaving.B} won {interleaving.WinsOfB}, {interleaving.A} {interleaving.WinsOfA}, {interleaving.Ties} were ties; preference for {interleaving.B} {Figures.Change(interleaving.PreferenceForB)}, p (sign test) {Figures.Probability(interleaving.PValue)}: {verdict}."));
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
        console.Output.WriteLine($"By the usual rule (PSI of the best: 0.1, 0.25) {drift.Verdict}.");
        console.Output.WriteLine();
    }

    private static void ShowService(OnlineEvidence evidence, ToolConsole console)
    {
        bool hasBudget = evidence.Budget is not null;
        var table = new ReportTable(["from", "calls", "p50 ms", "p99 ms", .. hasBudget ? ["over budget"] : Array.Empty<string>(), "fallbacks", "cache hits"]);
        void add(string name, ServiceWindow window) => table.Add(
        [
            name, Figures.Whole(window.Calls), Milliseconds(window.P50), Milliseconds(window.P99), .. hasBudget ? [Share(window.OverBudget)] : Array.Empty<string>(), Share(window.FallbackRate), Share(window.CacheHitRate),
        ]);
        foreach (ServiceWindow window in evidence.Windows)
        {
            add(window.Start.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), window);
        }

        add("all", evidence.Whole);
        table.WriteTo(console);
        if (evidence.Budget is { } budget && evidence.Whole.P99 is { } p99)
        {
            console.Output.WriteLine($"p99 is {Milliseconds(p99)} ms, the budget {Milliseconds(budget)} ms: {(p99 <= budget ? "kept" : "NOT KEPT")}.");
        }
    }

    private static string Places(double rank) => rank.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Moved(double places) => places.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    private static string Milliseconds(TimeSpan? time) => time?.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture) ?? "-";

    private static string Share(double? share) => share is double value ? (100 * value).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "-";
}
