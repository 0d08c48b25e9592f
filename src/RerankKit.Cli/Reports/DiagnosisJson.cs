using System.Text.Json.Nodes;

namespace RerankKit.Cli.Reports;

/// <summary>A diagnosis for machines.</summary>
internal static class DiagnosisJson
{
    public static JsonObject Of(RetrievalDiagnosis diagnosis) => new()
    {
        ["runs"] = JsonReport.List(diagnosis.Runs, Of),
        ["tunedFusion"] = diagnosis.TunedFusion is { } fusion
            ? new JsonObject { ["heldOut"] = fusion.HeldOut, ["wins"] = diagnosis.FusionWins, ["of"] = fusion.Splits }
            : null,
        ["cutPassages"] = diagnosis.CutPassages is var (cut, all) ? new JsonObject { ["cut"] = cut, ["of"] = all } : null,
        ["documents"] = diagnosis.Documents is { } documents
            ? new JsonObject { ["count"] = documents.DocumentCount, ["duplicates"] = documents.DuplicateCount, ["nearDuplicates"] = documents.NearDuplicateCount }
            : null,
        ["questions"] = JsonReport.List(diagnosis.Questions, question => new JsonObject { ["question"] = question.Text, ["answer"] = question.Answer, ["because"] = question.Because }),
        ["advice"] = JsonNamingPolicy.CamelCase.ConvertName(diagnosis.Advice.ToString()),
        ["recommendation"] = diagnosis.Recommendation,
    };

    private static JsonObject Of(RunDiagnosis run) => new()
    {
        ["run"] = run.Name,
        ["queries"] = run.QueryCount,
        ["recall@50"] = run.Recall50,
        ["recall@100"] = run.Recall100,
        ["p@5"] = run.Precision5,
        ["bestP@5"] = run.BestPrecision5,
        ["hit@5"] = run.Hit5,
        ["ndcg@10"] = run.Ndcg10,
        ["oracle"] = run.OracleNdcg10,
        ["unjudged@10"] = run.Unjudged10,
        ["missingFromPool"] = JsonReport.List(run.MissingFromPool, id => id),
        ["lowInPool"] = JsonReport.List(run.LowInPool, id => id),
        ["alreadyFirst"] = JsonReport.List(run.AlreadyFirst, id => id),
        ["withoutRelevant"] = JsonReport.List(run.WithoutRelevant, id => id),
        ["gaps"] = JsonReport.List(run.Gaps, gap => gap),
        ["gates"] = JsonReport.List(run.Gates, gate => new JsonObject { ["threshold"] = gate.Threshold, ["skipped"] = gate.Skipped, ["lost"] = gate.Lost }),
        ["groups"] = JsonReport.List(run.Groups, group => new JsonObject
        {
            ["group"] = group.Name,
            ["queries"] = group.QueryIds.Count,
            ["ndcg@10"] = group.Ndcg10,
            ["hit@5"] = group.Hit5,
        }),
    };
}
