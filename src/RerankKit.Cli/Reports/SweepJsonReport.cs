using System.Text.Json;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Reports;

/// <summary>A sweep for machines.</summary>
internal static class SweepJsonReport
{
    public static void Write(Utf8JsonWriter json, SweepReport report)
    {
        json.WriteStartObject();
        json.WriteString("dataset", report.Settings.Dataset);
        json.WriteNumber("queries", report.QueryCount);
        json.WriteStartArray("firstStages");
        foreach (SweepFirstStage first in report.FirstStages)
        {
            json.WriteStartObject();
            json.WriteString("name", first.Name);
            WriteNumbers(json, "metrics", first.Metrics);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("rows");
        foreach (SweepRow row in report.Rows)
        {
            WriteRow(json, row);
        }

        json.WriteEndArray();
        WriteChoices(json, report);
        WriteFront(json, "fastestFront", report.FastestFront);
        WriteFront(json, "cheapestFront", report.CheapestFront);
        WriteFusion(json, report.TunedFusion);
        WriteRerankers(json, report);
        json.WriteString("verdict", report.Verdict);
        json.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter json, SweepRow row)
    {
        json.WriteStartObject();
        WriteKey(json, row);
        WriteNumbers(json, "metrics", row.Metrics);
        json.WriteStartObject("delta");
        foreach ((string metric, double change) in row.Changes)
        {
            json.WriteNumber(metric, change);
        }

        json.WriteStartArray("interval");
        json.WriteNumberValue(row.Interval.Low);
        json.WriteNumberValue(row.Interval.High);
        json.WriteEndArray();
        json.WriteNumber("p", row.AdjustedPValue);
        json.WriteNumber("pUnadjusted", row.StudentT.PValue);
        json.WriteEndObject();
        json.WriteNumber("wins", row.Queries.Wins);
        json.WriteNumber("ties", row.Queries.Ties);
        json.WriteNumber("losses", row.Queries.Losses);
        json.WriteNumber("oracle", row.Oracle);
        json.WriteStartObject("latencyMs");
        json.WriteNumberOrNull("p50", row.Latency?.P50);
        json.WriteNumberOrNull("p95", row.Latency?.P95);
        json.WriteNumberOrNull("p99", row.Latency?.P99);
        json.WriteEndObject();
        json.WriteNumberOrNull("cost", row.CostPerThousandQueries);
        json.WriteNumber("pairsPerQuery", row.PairsPerQuery);
        json.WriteNumberOrNull("pairsPerSecond", row.Latency?.PairsPerSecond);
        json.WriteNumberOrNull("tokensPerQuery", row.TokensPerQuery);
        WriteParts(json, row);
        json.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter json, SweepRow row)
    {
        json.WriteStartArray("deadlines");
        foreach (DeadlinePoint point in row.Deadlines)
        {
            json.WriteStartObject();
            json.WriteNumber("ms", point.Milliseconds);
            json.WriteNumber("value", point.Value);
            json.WriteNumber("inTime", point.InTime);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (row.Blend is { } blend)
        {
            json.WriteStartObject("blend");
            json.WriteStartArray("values");
            foreach (double value in blend.Values)
            {
                json.WriteNumberValue(value);
            }

            json.WriteEndArray();
            json.WriteNumber("bestWeight", blend.BestWeight);
            json.WriteNumber("heldOut", blend.HeldOut);
            json.WriteEndObject();
        }

        json.WriteStartArray("gates");
        foreach (GatePoint point in row.Gates)
        {
            json.WriteStartObject();
            json.WriteNumber("threshold", point.Threshold);
            json.WriteNumber("skipped", point.Skipped);
            json.WriteNumber("value", point.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (row.NothingRelevant is { } nothing)
        {
            json.WriteStartObject("nothingRelevant");
            json.WriteNumber("auroc", nothing.Auroc);
            json.WriteNumber("threshold", nothing.Threshold);
            json.WriteNumber("falseAccepts", nothing.FalseAccepts);
            json.WriteEndObject();
        }
    }

    private static void WriteChoices(Utf8JsonWriter json, SweepReport report)
    {
        json.WriteStartArray("choices");
        foreach (SweepChoice choice in report.Choices)
        {
            json.WriteStartObject();
            json.WriteString("firstStage", choice.Best.FirstStage);
            json.WriteString("reranker", choice.Best.Reranker);
            json.WriteNumber("best", choice.Best.Depth);
            json.WriteNumber("sufficient", choice.Sufficient.Depth);
            json.WriteNumberOrNull("knee", choice.Knee?.Depth);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFront(Utf8JsonWriter json, string name, IReadOnlyList<SweepRow> rows)
    {
        json.WriteStartArray(name);
        foreach (SweepRow row in rows)
        {
            json.WriteStartObject();
            WriteKey(json, row);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFusion(Utf8JsonWriter json, TunedFusionBaseline? fusion)
    {
        if (fusion is null)
        {
            json.WriteNull("tunedFusion");
            return;
        }

        json.WriteStartObject("tunedFusion");
        json.WriteNumber("heldOut", fusion.HeldOut);
        json.WriteNumber("tuned", fusion.Tuned);
        json.WriteStartArray("weights");
        foreach (double weight in fusion.Weights)
        {
            json.WriteNumberValue(weight);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRerankers(Utf8JsonWriter json, SweepReport report)
    {
        json.WriteStartArray("rerankers");
        foreach (SweepRerankerReport reranker in report.Rerankers)
        {
            json.WriteStartObject();
            json.WriteString("reranker", reranker.Name);
            json.WriteNumber("cacheHitRate", reranker.CacheHitRate);
            json.WriteNumberOrNull("ece", reranker.Reliability?.ExpectedCalibrationError);
            if (reranker.Splits is { } splits)
            {
                json.WriteStartObject("splits");
                json.WriteNumber("wins", splits.Wins);
                json.WriteNumber("of", splits.Splits);
                json.WriteNumber("value", splits.Value);
                json.WriteNumber("baseline", splits.Baseline);
                json.WriteEndObject();
            }

            json.WriteStartObject("stability");
            foreach (SweepStability stability in reranker.Stability)
            {
                json.WriteStartObject(stability.Variant);
                json.WriteNumberOrNull("tau", stability.KendallTau);
                json.WriteNumber("overlap5", stability.Overlap5);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteKey(Utf8JsonWriter json, SweepRow row)
    {
        json.WriteString("firstStage", row.FirstStage);
        json.WriteString("reranker", row.Reranker);
        json.WriteNumber("depth", row.Depth);
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, double> numbers)
    {
        json.WriteStartObject(name);
        foreach ((string key, double value) in numbers)
        {
            json.WriteNumber(key, value);
        }

        json.WriteEndObject();
    }
}
