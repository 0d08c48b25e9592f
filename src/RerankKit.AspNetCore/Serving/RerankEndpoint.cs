using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace RerankKit.AspNetCore;

/// <summary>Ranks documents, in the dialect that the request is in.</summary>
internal sealed class RerankEndpoint : ServedEndpoint
{
    private readonly RequestBody.Reading<RerankRequestBody> _read;

    public RerankEndpoint(IServiceProvider services)
        : base(services) => _read = (ref Utf8JsonReader reader) => RerankRequestBody.Read(ref reader, Options.MaxDocuments);

    /// <summary>What answers requests at a path.</summary>
    public RequestDelegate At(RerankPath path)
    {
        return context => AnswerAsync(context, path.Usual, _read, RankHereAsync);

        Task RankHereAsync(ServedRequest request, RerankRequestBody body)
        {
            request.Dialect = path.DialectOf(body);
            return RankAsync(request, body);
        }
    }

    private async Task RankAsync(ServedRequest request, RerankRequestBody body)
    {
        Dialect dialect = request.Dialect;
        bool isTei = dialect == Dialect.TextEmbeddingsInference;
        DocumentList? documents = isTei ? body.Texts : body.Documents;
        request.Documents = documents?.Documents.Count ?? 0;
        Check(body.Query, documents, isTei ? "texts" : "documents");
        if (dialect == Dialect.CohereV2 && body.TopN == 0)
        {
            throw new RerankProblem(ProblemKind.Invalid, "'top_n' has a value that is not taken; allowed is a whole number, 1 or more.", "top_n");
        }

        IReadOnlyList<RerankCandidate> candidates = documents.Documents;
        CheckTokens([(body.Query!, candidates)]);

        // Text Embeddings Inference serves one model.
        ServedReranker served = isTei ? Rerankers.All[0] : Rerankers.Get(body.Model);
        IReranker reranker = served.Get(request.Context);
        RerankResponse response = await RunAsync(request, left => reranker.RerankAsync(
            body.Query!,
            candidates,
            new()
            {
                TopN = isTei || body.TopN == 0 ? null : body.TopN,
                MaxTokensPerDocument = body.MaxTokensPerDocument,
                TimeBudget = left,
                Scope = Options.Scope?.Invoke(request.Context),
                AdditionalProperties = new() { [RankingLog.RequestIdProperty] = request.Context.TraceIdentifier },
            },
            request.Context.RequestAborted)).ConfigureAwait(false);
        var ranking = new ServedRanking(response, body.IsRaw, dialect == Dialect.Vllm ? "use_activation" : "raw_scores");
        if (!body.Truncates && (ranking.Truncated > 0 || response.IsQueryTruncated))
        {
            throw new RerankProblem(ProblemKind.Invalid, "A text is longer than the model reads, and 'truncate' is false.", "truncate");
        }

        await WriteAsync(request, body, candidates, response, ranking, served.Id).ConfigureAwait(false);
    }

    private static Task WriteAsync(
        ServedRequest request, RerankRequestBody body, IReadOnlyList<RerankCandidate> candidates, RerankResponse response, ServedRanking ranking, string model)
    {
        HttpContext context = request.Context;
        context.Response.ContentType = "application/json; charset=utf-8";
        ranking.WriteHeaders(context.Response.Headers);
        if (request.Dialect == Dialect.TextEmbeddingsInference)
        {
            IEnumerable<RankedText> texts = Texts(response, ranking, body.ReturnsDocuments ? candidates : null);
            return JsonSerializer.SerializeAsync(context.Response.BodyWriter, texts, ServerJson.Plain.IEnumerableRankedText, context.RequestAborted);
        }

        // vLLM's answers always have the documents.
        bool echoes = request.Dialect == Dialect.Vllm || (request.Dialect == Dialect.Shared && body.ReturnsDocuments);
        IEnumerable<RankedDocument> results = Places(response, ranking, echoes ? candidates : null);
        long tokens = ranking.Tokens ?? 0;
        var meta = CohereMeta.Of(request.Dialect == Dialect.CohereV2 ? "2" : "1", candidates.Count, ranking.Tokens, ranking.Warnings());
        return request.Dialect == Dialect.CohereV2
            ? JsonSerializer.SerializeAsync(context.Response.BodyWriter, new CohereAnswer(context.TraceIdentifier, results, meta), ServerJson.Plain.CohereAnswer, context.RequestAborted)
            : JsonSerializer.SerializeAsync(
                context.Response.BodyWriter,
                new RankingAnswer(context.TraceIdentifier, response.ModelId ?? model, new(tokens, tokens), results, meta),
                ServerJson.Plain.RankingAnswer,
                context.RequestAborted);
    }

    private static IEnumerable<RankedText> Texts(RerankResponse response, ServedRanking ranking, IReadOnlyList<RerankCandidate>? echoed)
    {
        var text = new RankedText();
        for (int rank = 0; rank < response.Results.Count; rank++)
        {
            RerankResult result = response.Results[rank];
            (text.Index, text.Score, text.Text) = (result.Index, ranking.ScoreOf(in result), echoed?[result.Index].Text);
            yield return text;
        }
    }

    private static IEnumerable<RankedDocument> Places(RerankResponse response, ServedRanking ranking, IReadOnlyList<RerankCandidate>? echoed)
    {
        var place = new RankedDocument();
        for (int rank = 0; rank < response.Results.Count; rank++)
        {
            RerankResult result = response.Results[rank];
            (place.Index, place.Score, place.Document) = (result.Index, ranking.ScoreOf(in result), echoed is null ? null : new(echoed[result.Index]));
            yield return place;
        }
    }
}
