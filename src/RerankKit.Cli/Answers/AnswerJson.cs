using System.Text.Json.Nodes;

namespace RerankKit.Cli.Answers;

/// <summary>Findings about answers for machines.</summary>
internal static class AnswerJson
{
    public static JsonObject Of(AnswerFindings findings, Run[] runs)
    {
        string[] names = [.. findings.Metrics.Select(metric => Member(metric.Name))];
        var json = new JsonObject
        {
            ["before"] = runs[0].Name,
            ["after"] = runs[1].Name,
            ["questions"] = findings.Answers.Count,
            ["metrics"] = JsonReport.Map(findings.Metrics, metric => Member(metric.Name), Of),
        };
        if (findings.People is { } people)
        {
            json["people"] = KappaText.ToJson(people, isOrdered: false);
        }

        json["answers"] = JsonReport.List(findings.Answers, answer => new JsonObject
        {
            ["query"] = answer.Item.QueryId,
            ["before"] = Of(answer.Before, names),
            ["after"] = Of(answer.After, names),
        });
        return json;
    }

    // "Answer correctness" is answerCorrectness.
    private static string Member(string name)
    {
        string[] words = name.Split(' ');
        return words[0].ToLowerInvariant() + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }

    private static JsonObject Of(AnswerMetric metric) => new()
    {
        ["questions"] = metric.Questions,
        ["before"] = JsonReport.Number(metric.Before),
        ["after"] = JsonReport.Number(metric.After),
        ["difference"] = JsonReport.Number(metric.After - metric.Before),
        ["interval"] = JsonReport.List([metric.Interval.Low, metric.Interval.High], end => JsonReport.Number(end)),
        ["wins"] = metric.Wins,
        ["losses"] = metric.Losses,
        ["p"] = metric.PValue,
        ["pHolm"] = metric.AdjustedPValue,
        ["repeated"] = metric.Repeated,
        ["repeatedAgreement"] = metric.RepeatedAgreement,
        ["repeatedDifference"] = metric.RepeatedDifference,
    };

    private static JsonObject Of(JudgedAnswer answer, string[] names)
    {
        JsonObject json = JsonReport.Map(answer.Values.Zip(names), value => value.Second, value => JsonReport.Number(value.First));
        json.Insert(0, "answer", answer.Text);
        return json;
    }
}
