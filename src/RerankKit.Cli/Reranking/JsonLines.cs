using System.Text.Json.Nodes;

namespace RerankKit.Cli.Reranking;

/// <summary>Reranks what comes as lines of JSON.</summary>
internal sealed class JsonLines(IReranker reranker, ToolConsole console)
{
    private readonly CutTexts _cut = new();

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        int exitCode = await new JsonLineAnswers(console, "answered") { IsFlushed = true }.RunAsync(AnswerAsync, cancellationToken);
        _cut.Report(reranker, console);
        return exitCode;
    }

    private async Task<string> AnswerAsync(string line, CancellationToken cancellationToken)
    {
        var request = RerankRequest.Parse(line);
        RerankResponse response = await reranker.RerankAsync(request.Query, request.Candidates, new() { TopN = request.TopN }, cancellationToken);
        _cut.Add(response);
        return JsonReport.ToText(Json(request, response));
    }

    private JsonObject Json(RerankRequest request, RerankResponse response)
    {
        RerankScoreKind kind = response.Results.Count > 0 ? response.ScoreKind : reranker.GetService<RerankerMetadata>()?.ScoreKind ?? response.ScoreKind;
        var json = new JsonObject();
        if (request.Id is { } id)
        {
            json["id"] = JsonNode.Parse(id.GetRawText());
        }

        json["results"] = JsonReport.List(response.Results, result => Json(result, request.Candidates[result.Index].Id));
        json["scoreKind"] = JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());
        if (response.QueryTruncation is { } truncation)
        {
            json["queryTruncation"] = new JsonObject { ["tokensRead"] = truncation.TokensRead, ["tokenCount"] = truncation.TokenCount };
        }

        if (LeftDocuments.ReasonOf(response) is { } reason)
        {
            json["reason"] = reason;
        }

        if (SpentUsage.Of(response).Json() is { } usage)
        {
            json["usage"] = usage;
        }

        return json;
    }

    private static JsonObject Json(RerankResult result, string? id)
    {
        var json = new JsonObject { ["index"] = result.Index };
        if (id is not null)
        {
            json["id"] = id;
        }

        json["score"] = JsonReport.Number(result.IsScored ? result.Score : null);
        if (result.IsTruncated)
        {
            json["truncated"] = true;
        }

        return json;
    }
}
