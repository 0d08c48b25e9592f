using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace RerankKit.AspNetCore;

/// <summary>Scores pairs of texts in the order of the request, as vLLM does: one query for all documents, or as many as there are documents.</summary>
internal sealed class ScoreEndpoint : ServedEndpoint
{
    private readonly RequestBody.Reading<ScoreRequestBody> _read;
    private readonly Func<ServedRequest, ScoreRequestBody, Task> _score;

    public ScoreEndpoint(IServiceProvider services)
        : base(services)
    {
        _read = (ref Utf8JsonReader reader) => ScoreRequestBody.Read(ref reader, Options.MaxDocuments);
        _score = ScoreAsync;
    }

    public Task AnswerAsync(HttpContext context) => AnswerAsync(context, Dialect.Vllm, _read, _score);

    private async Task ScoreAsync(ServedRequest request, ScoreRequestBody body)
    {
        if (body.Queries is not { Documents.Count: > 0 } queries)
        {
            throw new RerankProblem(ProblemKind.Invalid, "'text_1' is missing.", "text_1");
        }

        foreach (RerankCandidate query in queries.Documents)
        {
            Check(query.Text, body.Documents, "text_2");
        }

        IReadOnlyList<RerankCandidate> documents = body.Documents!.Documents;
        request.Documents = documents.Count;
        if (queries.Documents.Count != 1 && queries.Documents.Count != documents.Count)
        {
            throw new RerankProblem(ProblemKind.Invalid, Invariant($"'{queries.Name}' has {queries.Documents.Count} texts and '{body.Documents.Name}' {documents.Count}; allowed is one query, or as many as there are documents."), queries.Name);
        }

        ServedReranker served = Rerankers.Get(body.Model);
        IReranker reranker = served.Get(request.Context);
        (string Query, IReadOnlyList<RerankCandidate> Documents)[] calls = queries.Documents.Count == 1
            ? [(queries.Documents[0].Text, documents)]
            : [.. queries.Documents.Select((query, i) => (query.Text, (IReadOnlyList<RerankCandidate>)[documents[i]]))];
        CheckTokens(calls);
        RerankResponse[] responses = await RunAsync(request, left => Task.WhenAll(calls.Select(call => reranker.RerankAsync(
            call.Query,
            call.Documents,
            new() { TimeBudget = left, Scope = Options.Scope?.Invoke(request.Context) },
            request.Context.RequestAborted)))).ConfigureAwait(false);
        await WriteAsync(request.Context, body, responses, documents.Count, served.Id).ConfigureAwait(false);
    }

    private Task WriteAsync(HttpContext context, ScoreRequestBody body, RerankResponse[] responses, int count, string model)
    {
        double[] scores = new double[count];
        long tokens = 0;
        int first = 0;
        foreach (RerankResponse response in responses)
        {
            var ranking = new ServedRanking(response, body.IsRaw, "use_activation");
            foreach (RerankResult result in response.Results)
            {
                // A pair has no place to follow in: a score that is none would be taken for one.
                scores[first + result.Index] = result.IsScored ? ranking.ScoreOf(in result)
                    : throw (result.Placement == RerankPlacement.OverBudget
                        ? Busy("The time was over before every pair was scored.")
                        : new(ProblemKind.Failed, "Not every pair was scored."));
            }

            first += response.Results.Count;
            tokens += ranking.Tokens ?? 0;
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        var answer = new ScoreAnswer(context.TraceIdentifier, "list", TimeProvider.GetUtcNow().ToUnixTimeSeconds(), responses[0].ModelId ?? model, Pairs(scores), new(tokens, tokens));
        return JsonSerializer.SerializeAsync(context.Response.BodyWriter, answer, ServerJson.Plain.ScoreAnswer, context.RequestAborted);
    }

    private static IEnumerable<ScoredPair> Pairs(double[] scores)
    {
        var pair = new ScoredPair();
        for (int i = 0; i < scores.Length; i++)
        {
            (pair.Index, pair.Score) = (i, scores[i]);
            yield return pair;
        }
    }
}
