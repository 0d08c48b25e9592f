using System.Text.Json;
using RerankKit.Cli.Reports;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Gating;

/// <summary>The verdict of the gate for machines. The numbers of a collection alone stand in the object itself too.</summary>
internal static class GateJson
{
    public static void Write(Utf8JsonWriter json, RegressionGateReport verdict)
    {
        json.WriteStartObject();
        json.WriteBoolean("passed", verdict.Passed);
        json.WriteString("reason", verdict.Reason);
        json.WriteString("metric", verdict.Metric.Name);
        json.WriteNumber("maxDrop", verdict.MaxDrop);
        if (verdict.Groups is [{ Result: { } only } group])
        {
            json.WriteNumber("queries", group.QueryIds.Count);
            WriteResult(json, only);
        }

        json.WriteStartArray("groups");
        foreach (GatedGroup each in verdict.Groups)
        {
            Write(json, each);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, GatedGroup group)
    {
        json.WriteStartObject();
        json.WriteString("collection", group.Collection);
        json.WriteString("class", group.QueryClass);
        json.WriteNumber("queries", group.QueryIds.Count);
        if (group.Result is { } result)
        {
            json.WriteBoolean("passed", result.Passed);
            json.WriteString("reason", result.Reason);
            WriteResult(json, result);
            json.WriteStartArray("causes");
            foreach (QueryDifference query in result.Causes)
            {
                json.WriteStartObject();
                json.WriteString("query", query.QueryId);
                json.WriteNumber("baseline", query.Baseline);
                json.WriteNumber("candidate", query.Candidate);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
        else
        {
            json.WriteString("notJudged", group.NotJudged);
        }

        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, RegressionGateResult result)
    {
        json.WriteNumber("drop", result.Drop);
        ComparisonJson.WriteMetric(json, result.Comparison);
    }
}
