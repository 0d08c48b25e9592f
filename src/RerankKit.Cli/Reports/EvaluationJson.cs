using System.Text.Json;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Reports;

/// <summary>The metrics of runs for machines.</summary>
internal static class EvaluationJson
{
    /// <summary>Writes an object whose <c>runs</c> are in the order in which they were named, however many there are.</summary>
    public static void Write(Utf8JsonWriter json, EvaluationResult[] results, bool isPerQuery)
    {
        json.WriteStartObject();
        json.WriteStartArray("runs");
        foreach (EvaluationResult result in results)
        {
            Write(json, result, isPerQuery);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, EvaluationResult result, bool isPerQuery)
    {
        json.WriteStartObject();
        json.WriteString("run", result.RunName);
        json.WriteNumber("queries", result.QueryIds.Count);
        WriteMetrics(json, "metrics", result, metric => result[metric]);
        if (isPerQuery)
        {
            json.WriteStartObject("perQuery");
            foreach (string queryId in result.QueryIds)
            {
                WriteMetrics(json, queryId, result, metric => result[metric, queryId]);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteMetrics(Utf8JsonWriter json, string name, EvaluationResult result, Func<RankingMetric, double> value)
    {
        json.WriteStartObject(name);
        foreach (RankingMetric metric in result.Metrics)
        {
            json.WriteNumber(metric.Name, value(metric));
        }

        json.WriteEndObject();
    }
}
