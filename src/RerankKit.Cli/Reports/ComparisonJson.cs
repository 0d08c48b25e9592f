using System.Text.Json;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Reports;

/// <summary>A comparison for machines.</summary>
internal static class ComparisonJson
{
    public static void Write(Utf8JsonWriter json, RunComparison comparison, bool isPerQuery)
    {
        json.WriteStartObject();
        json.WriteString("baseline", comparison.BaselineName);
        json.WriteString("candidate", comparison.CandidateName);
        json.WriteNumber("queries", comparison.QueryIds.Count);
        json.WriteStartObject("metrics");
        foreach (MetricComparison metric in comparison.Metrics)
        {
            json.WriteStartObject(metric.Metric.Name);
            WriteMetric(json, metric);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        WritePool(json, comparison.Pool);
        WriteIds(json, "missingInBaseline", comparison.BaselineMissingQueryIds);
        WriteIds(json, "missingInCandidate", comparison.CandidateMissingQueryIds);
        if (isPerQuery)
        {
            WriteQueries(json, comparison);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes the members of a metric's object.</summary>
    public static void WriteMetric(Utf8JsonWriter json, MetricComparison metric)
    {
        json.WriteNumber("baseline", metric.Baseline);
        json.WriteNumber("candidate", metric.Candidate);
        json.WriteNumber("difference", metric.Difference);
        json.WriteNumberOrNull("relativeDifference", metric.RelativeDifference);
        json.WriteNumber("wins", metric.Wins);
        json.WriteNumber("ties", metric.Ties);
        json.WriteNumber("losses", metric.Losses);
        json.WriteStartObject("pValues");
        json.WriteNumber("studentT", metric.StudentT.PValue);
        json.WriteNumber("randomisation", metric.RandomisationPValue);
        json.WriteNumber("studentTHolm", metric.AdjustedStudentPValue);
        json.WriteNumber("randomisationHolm", metric.AdjustedRandomisationPValue);
        json.WriteEndObject();
        json.WriteStartObject("interval");
        json.WriteNumber("low", metric.Interval.Low);
        json.WriteNumber("high", metric.Interval.High);
        json.WriteNumber("confidence", metric.Interval.Confidence);
        json.WriteEndObject();
        json.WriteNumberOrNull("effectSize", metric.EffectSize);
        json.WriteNumber("oracle", metric.Oracle);
    }

    private static void WritePool(Utf8JsonWriter json, PoolComparison pool)
    {
        json.WriteStartObject("pool");
        json.WriteBoolean("same", pool.IsSame);
        json.WriteNumber("lost", pool.LostCount);
        json.WriteNumber("added", pool.AddedCount);
        json.WriteNumber("queries", pool.Differences.Count);
        json.WriteEndObject();
    }

    private static void WriteIds(Utf8JsonWriter json, string name, IReadOnlyList<string> ids)
    {
        json.WriteStartArray(name);
        foreach (string id in ids)
        {
            json.WriteStringValue(id);
        }

        json.WriteEndArray();
    }

    private static void WriteQueries(Utf8JsonWriter json, RunComparison comparison)
    {
        json.WriteStartObject("perQuery");
        for (int i = 0; i < comparison.QueryIds.Count; i++)
        {
            json.WriteStartObject(comparison.QueryIds[i]);
            foreach (MetricComparison metric in comparison.Metrics)
            {
                json.WriteStartObject(metric.Metric.Name);
                json.WriteNumber("baseline", metric.Queries[i].Baseline);
                json.WriteNumber("candidate", metric.Queries[i].Candidate);
                json.WriteNumber("difference", metric.Queries[i].Difference);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
