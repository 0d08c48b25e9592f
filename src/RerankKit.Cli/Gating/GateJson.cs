using System.Text.Json.Nodes;

namespace RerankKit.Cli.Gating;

/// <summary>The verdict of the gate for machines. The numbers of a collection alone stand in the object itself too.</summary>
internal static class GateJson
{
    public static JsonObject Of(RegressionGateReport verdict)
    {
        var json = new JsonObject
        {
            ["passed"] = verdict.Passed,
            ["reason"] = verdict.Reason,
            ["metric"] = verdict.Metric.Name,
            ["maxDrop"] = verdict.MaxDrop,
        };
        if (verdict.Groups is [{ Result: { } only } group])
        {
            json["queries"] = group.QueryIds.Count;
            AddNumbers(json, only);
        }

        json["groups"] = JsonReport.List(verdict.Groups, Of);
        return json;
    }

    private static JsonObject Of(GatedGroup group)
    {
        var json = new JsonObject { ["collection"] = group.Collection, ["class"] = group.QueryClass, ["queries"] = group.QueryIds.Count };
        if (group.Result is not { } result)
        {
            json["notJudged"] = group.NotJudged;
            return json;
        }

        json["passed"] = result.Passed;
        json["reason"] = result.Reason;
        AddNumbers(json, result);
        json["causes"] = JsonReport.List(
            result.Causes, query => new JsonObject { ["query"] = query.QueryId, ["baseline"] = query.Baseline, ["candidate"] = query.Candidate });
        return json;
    }

    private static void AddNumbers(JsonObject json, RegressionGateResult result)
    {
        json["drop"] = result.Drop;
        foreach ((string name, JsonNode? value) in ComparisonJson.Of(result.Comparison))
        {
            json[name] = value?.DeepClone();
        }
    }
}
