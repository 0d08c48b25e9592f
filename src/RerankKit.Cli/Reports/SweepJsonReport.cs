using System.Text.Json.Nodes;

namespace RerankKit.Cli.Reports;

/// <summary>A sweep for machines.</summary>
internal static class SweepJsonReport
{
    public static JsonObject Of(SweepReport report) => new()
    {
        ["dataset"] = report.Settings.Dataset,
        ["queries"] = report.QueryCount,
        ["firstStages"] = JsonReport.List(report.FirstStages, first => new JsonObject { ["name"] = first.Name, ["metrics"] = Numbers(first.Metrics) }),
        ["rows"] = JsonReport.List(report.Rows, Of),
        ["choices"] = JsonReport.List(report.Choices, choice => new JsonObject
        {
            ["firstStage"] = choice.Best.FirstStage,
            ["reranker"] = choice.Best.Reranker,
            ["best"] = choice.Best.Depth,
            ["sufficient"] = choice.Sufficient.Depth,
            ["knee"] = choice.Knee?.Depth,
        }),
        ["fastestFront"] = JsonReport.List(report.FastestFront, Key),
        ["cheapestFront"] = JsonReport.List(report.CheapestFront, Key),
        ["tunedFusion"] = report.TunedFusion is { } fusion
            ? new JsonObject { ["heldOut"] = fusion.HeldOut, ["tuned"] = fusion.Tuned, ["weights"] = JsonReport.List(fusion.Weights, weight => weight) }
            : null,
        ["rerankers"] = JsonReport.List(report.Rerankers, Of),
        ["verdict"] = report.Verdict,
    };

    private static JsonObject Of(SweepRow row)
    {
        JsonObject json = Key(row);
        json["metrics"] = Numbers(row.Metrics);
        JsonObject delta = Numbers(row.Changes);
        delta["interval"] = new JsonArray(row.Interval.Low, row.Interval.High);
        delta["p"] = row.AdjustedPValue;
        delta["pUnadjusted"] = row.StudentT.PValue;
        json["delta"] = delta;
        json["wins"] = row.Queries.Wins;
        json["ties"] = row.Queries.Ties;
        json["losses"] = row.Queries.Losses;
        json["oracle"] = row.Oracle;
        json["latencyMs"] = new JsonObject { ["p50"] = row.Latency?.P50, ["p95"] = row.Latency?.P95, ["p99"] = row.Latency?.P99 };
        json["cost"] = row.CostPerThousandQueries;
        json["pairsPerQuery"] = row.PairsPerQuery;
        json["pairsPerSecond"] = JsonReport.Number(row.Latency?.PairsPerSecond);
        json["tokensPerQuery"] = row.TokensPerQuery;
        json["deadlines"] = JsonReport.List(row.Deadlines, point => new JsonObject { ["ms"] = point.Milliseconds, ["value"] = point.Value, ["inTime"] = point.InTime });
        json["blend"] = row.Blend is { } blend
            ? new JsonObject { ["values"] = JsonReport.List(blend.Values, value => value), ["bestWeight"] = blend.BestWeight, ["heldOut"] = JsonReport.Number(blend.HeldOut) }
            : null;
        json["gates"] = JsonReport.List(row.Gates, point => new JsonObject { ["threshold"] = point.Threshold, ["skipped"] = point.Skipped, ["value"] = point.Value });
        json["nothingRelevant"] = row.NothingRelevant is { } nothing
            ? new JsonObject { ["auroc"] = nothing.Auroc, ["threshold"] = nothing.Threshold, ["falseAccepts"] = nothing.FalseAccepts }
            : null;
        return json;
    }

    private static JsonObject Of(SweepRerankerReport reranker) => new()
    {
        ["reranker"] = reranker.Name,
        ["cacheHitRate"] = reranker.CacheHitRate,
        ["ece"] = reranker.Reliability?.ExpectedCalibrationError,
        ["splits"] = reranker.Splits is { } splits
            ? new JsonObject { ["wins"] = splits.Wins, ["of"] = splits.Splits, ["value"] = splits.Value, ["baseline"] = splits.Baseline }
            : null,
        ["stability"] = JsonReport.Map(
            reranker.Stability, stability => stability.Variant, stability => new JsonObject { ["tau"] = stability.KendallTau, ["overlap5"] = stability.Overlap5 }),
    };

    private static JsonObject Key(SweepRow row) => new() { ["firstStage"] = row.FirstStage, ["reranker"] = row.Reranker, ["depth"] = row.Depth };

    private static JsonObject Numbers(IReadOnlyDictionary<string, double> numbers) => JsonReport.Map(numbers, number => number.Key, number => JsonReport.Number(number.Value));
}
