using System.Text.Json.Nodes;

namespace RerankKit.Cli.Reports;

/// <summary>A comparison for machines.</summary>
internal static class ComparisonJson
{
    public static JsonObject Of(RunComparison comparison, bool isPerQuery)
    {
        var json = new JsonObject
        {
            ["baseline"] = comparison.BaselineName,
            ["candidate"] = comparison.CandidateName,
            ["queries"] = comparison.QueryIds.Count,
            ["metrics"] = JsonReport.Map(comparison.Metrics, metric => metric.Metric.Name, Of),
            ["pool"] = new JsonObject
            {
                ["same"] = comparison.Pool.IsSame,
                ["lost"] = comparison.Pool.LostCount,
                ["added"] = comparison.Pool.AddedCount,
                ["queries"] = comparison.Pool.Differences.Count,
            },
            ["missingInBaseline"] = JsonReport.List(comparison.BaselineMissingQueryIds, id => id),
            ["missingInCandidate"] = JsonReport.List(comparison.CandidateMissingQueryIds, id => id),
        };
        if (isPerQuery)
        {
            json["perQuery"] = JsonReport.Map(
                Enumerable.Range(0, comparison.QueryIds.Count),
                query => comparison.QueryIds[query],
                query => JsonReport.Map(comparison.Metrics, metric => metric.Metric.Name, metric => Of(metric.Queries[query])));
        }

        return json;
    }

    public static JsonObject Of(MetricComparison metric) => new()
    {
        ["baseline"] = metric.Baseline,
        ["candidate"] = metric.Candidate,
        ["difference"] = metric.Difference,
        ["relativeDifference"] = JsonReport.Number(metric.RelativeDifference),
        ["wins"] = metric.Wins,
        ["ties"] = metric.Ties,
        ["losses"] = metric.Losses,
        ["pValues"] = new JsonObject
        {
            ["studentT"] = metric.StudentT.PValue,
            ["randomisation"] = metric.RandomisationPValue,
            ["studentTHolm"] = metric.AdjustedStudentPValue,
            ["randomisationHolm"] = metric.AdjustedRandomisationPValue,
        },
        ["interval"] = new JsonObject
        {
            ["low"] = metric.Interval.Low,
            ["high"] = metric.Interval.High,
            ["confidence"] = metric.Interval.Confidence,
        },
        ["effectSize"] = JsonReport.Number(metric.EffectSize),
        ["oracle"] = metric.Oracle,
    };

    private static JsonObject Of(QueryDifference query) => new()
    {
        ["baseline"] = query.Baseline,
        ["candidate"] = query.Candidate,
        ["difference"] = query.Difference,
    };
}
