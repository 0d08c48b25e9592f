using System.Globalization;
using System.Text;
using System.Text.Json;
using RerankKit.Cli.Reports;

namespace RerankKit.Cli.Reranking;

/// <summary>Answers requests line by line: the n-th line written answers the n-th line read.</summary>
internal sealed class JsonLines(IReranker reranker, ToolConsole console)
{
    private readonly CutTexts _cut = new();
    private int _answered;
    private int _failures;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(console.Input, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16, leaveOpen: true);
        try
        {
            for (int number = 1; await reader.ReadLineAsync(cancellationToken) is { } line; number++)
            {
                await console.Output.WriteLineAsync(await AnswerAsync(line, number, cancellationToken));
                await console.Output.FlushAsync(cancellationToken);
                _answered = number;
            }
        }
        catch (OperationCanceledException) when (_answered > 0)
        {
            throw new InterruptedException(
                string.Create(CultureInfo.InvariantCulture, $"Cancelled: {Figures.Count(_answered, "line is", "lines are")} answered; go on with line {_answered + 1}."), cancellationToken);
        }

        _cut.Report(reranker, console);
        if (_failures > 0)
        {
            console.Error.WriteLine($"error: {_failures} of {Figures.Count(_answered, "line", "lines")} could not be answered");
        }

        return _failures == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private async Task<string> AnswerAsync(string line, int number, CancellationToken cancellationToken)
    {
        try
        {
            return await AnswerAsync(line, cancellationToken);
        }
        catch (Exception exception) when (!(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            // Whatever went wrong with this line, the next one gets its answer.
            _failures++;
            return JsonReport.ToText(json => WriteError(json, string.Create(CultureInfo.InvariantCulture, $"line {number}: {UserMessage.Of(exception)}")));
        }
    }

    private async Task<string> AnswerAsync(string line, CancellationToken cancellationToken)
    {
        RerankRequest request = RerankRequest.Parse(line);
        RerankResponse response = await reranker.RerankAsync(request.Query, request.Candidates, new() { TopN = request.TopN }, cancellationToken);
        _cut.Add(response);
        return JsonReport.ToText(json => Write(json, request, response));
    }

    private static void WriteError(Utf8JsonWriter json, string error)
    {
        json.WriteStartObject();
        json.WriteString("error", error);
        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, RerankRequest request, RerankResponse response)
    {
        RerankScoreKind kind = response.Results.Count > 0 ? response.ScoreKind : reranker.GetService<RerankerMetadata>()?.ScoreKind ?? response.ScoreKind;
        json.WriteStartObject();
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
