using System.Text.Json;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Reports;

/// <summary>The metrics of runs for machines.</summary>
internal static class EvaluationJson
{
    /// <summary>Writes one run as the object itself, several as an array of such objects that name their run.</summary>
    public static void Write(Utf8JsonWriter json, EvaluationResult[] results, bool isPerQuery)
    {
        if (results.Length == 1)
        {
            Write(json, results[0], isPerQuery, isNamed: false);
            return;
        }

        json.WriteStartArray();
        foreach (EvaluationResult result in results)
        {
            Write(json, result, isPerQuery, isNamed: true);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, EvaluationResult result, bool isPerQuery, bool isNamed)
    {
        json.WriteStartObject();
        if (isNamed)
        {
            json.WriteString("run", result.RunName);
        }

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
