using System.Text.Json;
using RerankKit.Cli.Files;
using RerankKit.Cli.Reports;

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
        return JsonReport.ToText(json => Write(json, request, response));
    }

    private void Write(Utf8JsonWriter json, RerankRequest request, RerankResponse response)
    {
        RerankScoreKind kind = response.Results.Count > 0 ? response.ScoreKind : reranker.GetService<RerankerMetadata>()?.ScoreKind ?? response.ScoreKind;
        json.WriteStartObject();
        if (request.Id is { } requestId)
        {
            json.WritePropertyName("id");
            requestId.WriteTo(json);
        }

        json.WriteStartArray("results");
        foreach (RerankResult result in response.Results)
        {
            json.WriteStartObject();
            json.WriteNumber("index", result.Index);
            if (request.Candidates[result.Index].Id is { } id)
            {
                json.WriteString("id", id);
            }

            json.WriteNumberOrNull("score", result.IsScored ? result.Score : null);
            if (result.IsTruncated)
            {
                json.WriteBoolean("truncated", true);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("scoreKind", JsonNamingPolicy.CamelCase.ConvertName(kind.ToString()));
        if (response.QueryTruncation is { } truncation)
        {
            json.WriteStartObject("queryTruncation");
            json.WriteNumberOrNull("tokensRead", truncation.TokensRead);
            json.WriteNumberOrNull("tokenCount", truncation.TokenCount);
            json.WriteEndObject();
        }

        if (LeftDocuments.ReasonOf(response) is { } reason)
        {
            json.WriteString("reason", reason);
        }

        SpentUsage.Of(response).Write(json);
        json.WriteEndObject();
    }
}
