using System.Text.Json.Nodes;

namespace RerankKit.Cli.Reports;

/// <summary>The metrics of runs for machines.</summary>
internal static class EvaluationJson
{
    /// <summary>An object whose <c>runs</c> are in the order in which they were named, however many there are.</summary>
    public static JsonObject Of(EvaluationResult[] results, bool isPerQuery) => new() { ["runs"] = JsonReport.List(results, result => Of(result, isPerQuery)) };

    private static JsonObject Of(EvaluationResult result, bool isPerQuery)
    {
        var json = new JsonObject
        {
            ["run"] = result.RunName,
            ["queries"] = result.QueryIds.Count,
            ["metrics"] = JsonReport.Map(result.Metrics, metric => metric.Name, metric => result[metric]),
        };
        if (isPerQuery)
        {
            json["perQuery"] = JsonReport.Map(
                result.QueryIds, id => id, id => JsonReport.Map(result.Metrics, metric => metric.Name, metric => result[metric, id]));
        }

        return json;
    }
}
