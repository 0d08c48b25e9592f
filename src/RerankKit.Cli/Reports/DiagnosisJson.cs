using System.Text.Json;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Reports;

/// <summary>A diagnosis for machines.</summary>
internal static class DiagnosisJson
{
    public static void Write(Utf8JsonWriter json, RetrievalDiagnosis diagnosis)
    {
        json.WriteStartObject();
        json.WriteStartArray("runs");
        foreach (RunDiagnosis run in diagnosis.Runs)
        {
            Write(json, run);
        }

        json.WriteEndArray();
        if (diagnosis.TunedFusion is { } fusion)
        {
            json.WriteStartObject("tunedFusion");
            json.WriteNumber("heldOut", fusion.HeldOut);
            json.WriteNumber("wins", diagnosis.FusionWins!.Value);
            json.WriteNumber("of", fusion.Splits);
            json.WriteEndObject();
        }

        if (diagnosis.CutPassages is var (cut, all))
        {
            json.WriteStartObject("cutPassages");
            json.WriteNumber("cut", cut);
            json.WriteNumber("of", all);
            json.WriteEndObject();
        }

        if (diagnosis.Documents is { } documents)
        {
            json.WriteStartObject("documents");
            json.WriteNumber("count", documents.DocumentCount);
            json.WriteNumber("duplicates", documents.DuplicateCount);
            json.WriteNumber("nearDuplicates", documents.NearDuplicateCount);
            json.WriteEndObject();
        }

        json.WriteStartArray("questions");
        foreach (DiagnosisQuestion question in diagnosis.Questions)
        {
            json.WriteStartObject();
            json.WriteString("question", question.Text);
            if (question.Answer is bool answer)
            {
                json.WriteBoolean("answer", answer);
            }
            else
            {
                json.WriteNull("answer");
            }

            json.WriteString("because", question.Because);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("advice", JsonNamingPolicy.CamelCase.ConvertName(diagnosis.Advice.ToString()));
        json.WriteString("recommendation", diagnosis.Recommendation);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RunDiagnosis run)
    {
        json.WriteStartObject();
        json.WriteString("run", run.Name);
        json.WriteNumber("queries", run.QueryCount);
        json.WriteNumber("recall@50", run.Recall50);
        json.WriteNumber("recall@100", run.Recall100);
        json.WriteNumber("p@5", run.Precision5);
        json.WriteNumber("bestP@5", run.BestPrecision5);
        json.WriteNumber("hit@5", run.Hit5);
        json.WriteNumber("ndcg@10", run.Ndcg10);
        json.WriteNumber("oracle", run.OracleNdcg10);
        json.WriteNumber("unjudged@10", run.Unjudged10);
        WriteIds(json, "missingFromPool", run.MissingFromPool);
        WriteIds(json, "lowInPool", run.LowInPool);
        WriteIds(json, "alreadyFirst", run.AlreadyFirst);
        WriteIds(json, "withoutRelevant", run.WithoutRelevant);
        json.WriteStartArray("gaps");
        foreach (double gap in run.Gaps)
        {
            json.WriteNumberValue(gap);
        }

        json.WriteEndArray();
        json.WriteStartArray("gates");
        foreach (GateForecast gate in run.Gates)
        {
            json.WriteStartObject();
            json.WriteNumber("threshold", gate.Threshold);
            json.WriteNumber("skipped", gate.Skipped);
            json.WriteNumber("lost", gate.Lost);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("groups");
        foreach (QueryGroup group in run.Groups)
        {
            json.WriteStartObject();
            json.WriteString("group", group.Name);
            json.WriteNumber("queries", group.QueryIds.Count);
            json.WriteNumber("ndcg@10", group.Ndcg10);
            json.WriteNumber("hit@5", group.Hit5);
            json.WriteEndObject();
        }

        json.WriteEndArray();
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
}
