using System.Text.Json.Nodes;

namespace RerankKit.Cli.Online;

/// <summary>Online evidence for machines.</summary>
internal static class OnlineJson
{
    public static JsonObject Of(OnlineEvidence evidence) => new()
    {
        ["calls"] = evidence.Rankings.Count,
        ["clicked"] = evidence.Rankings.Count(ranking => ranking.Clicks.Count > 0),
        ["before"] = evidence.Lift.Before,
        ["after"] = evidence.Lift.After,
        ["lift"] = new JsonObject
        {
            ["shownBefore"] = Of(evidence.Lift.ShownBefore),
            ["shownAfter"] = Of(evidence.Lift.ShownAfter),
            ["balanced"] = Of(evidence.Lift.Balanced),
            ["balancedReciprocal"] = Of(evidence.Lift.BalancedReciprocal),
            ["verdict"] = evidence.LiftVerdict,
        },
        ["split"] = evidence.Split is not { } split ? null : new JsonObject
        {
            ["before"] = Of(split.Before),
            ["after"] = Of(split.After),
            ["reciprocalRank"] = Of(split.ReciprocalRankChange),
            ["clickedShare"] = Of(split.ClickedShareChange),
            ["verdict"] = evidence.SplitVerdict,
        },
        ["interleaving"] = evidence.Interleaving is not { Callers: > 0 } interleaving ? null : new JsonObject
        {
            ["callers"] = interleaving.Callers,
            ["requests"] = interleaving.Requests,
            ["winsBefore"] = interleaving.WinsOfBefore,
            ["winsAfter"] = interleaving.WinsOfAfter,
            ["ties"] = interleaving.Ties,
            ["preference"] = interleaving.Preference,
            ["p"] = interleaving.PValue,
            ["verdict"] = evidence.InterleavingVerdict,
        },
        ["drift"] = evidence.Drift is not { } drift ? null : new JsonObject
        {
            ["list"] = drift.List,
            ["best"] = Of(drift.Best),
            ["all"] = Of(drift.All),
            ["modelsThen"] = JsonReport.List(drift.ModelsThen, model => model),
            ["modelsNow"] = JsonReport.List(drift.ModelsNow, model => model),
            ["verdict"] = drift.Verdict,
        },
        ["service"] = JsonReport.List(evidence.Whole, Of),
        ["windows"] = JsonReport.List(evidence.Windows, Of),
    };

    private static JsonObject? Of(LiftGroup? group) => group is null ? null : new()
    {
        ["callers"] = group.Callers,
        ["requests"] = group.Requests,
        ["clicks"] = group.Clicks,
        ["rankBefore"] = group.RankBefore,
        ["rankAfter"] = group.RankAfter,
        ["improvement"] = Of(group.Improvement),
        ["reciprocalImprovement"] = Of(group.ReciprocalImprovement),
    };

    private static JsonObject? Of(MeanEstimate? estimate) => estimate is not { } given ? null : new()
    {
        ["mean"] = given.Mean,
        ["interval"] = new JsonArray(given.Interval.Low, given.Interval.High),
        ["p"] = given.PValue,
    };

    private static JsonObject Of(ShownList list) => new()
    {
        ["callers"] = list.Callers,
        ["requests"] = list.Requests,
        ["clickedShare"] = list.ClickedShare,
        ["reciprocalRank"] = list.ReciprocalRank,
    };

    private static JsonObject Of(ScoreDriftFigures figures) => new()
    {
        ["reference"] = figures.Reference,
        ["current"] = figures.Current,
        ["meanThen"] = figures.ReferenceMean,
        ["meanNow"] = figures.CurrentMean,
        ["psi"] = figures.Index,
        ["ks"] = figures.Distance,
        ["p"] = figures.PValue,
    };

    private static JsonObject Of(ServiceWindow window) => new()
    {
        ["list"] = window.List,
        ["start"] = window.Start.ToString("O", CultureInfo.InvariantCulture),
        ["calls"] = window.Calls,
        ["latencyMs"] = new JsonObject { ["p50"] = window.Latency.P50, ["p95"] = window.Latency.P95, ["p99"] = window.Latency.P99 },
        ["overBudget"] = JsonReport.Number(window.OverBudget),
        ["fallbackRate"] = window.FallbackRate,
        ["cacheHitRate"] = JsonReport.Number(window.CacheHitRate),
    };
}
