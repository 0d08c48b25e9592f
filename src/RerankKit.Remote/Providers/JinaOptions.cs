namespace RerankKit.Remote;

/// <summary>Jina's Reranker API (jina.ai/reranker). Key from <c>JINA_API_KEY</c>.</summary>
/// <remarks>
/// Default model <c>jina-reranker-v3.5</c>. The models of version 3 score a list as a whole: their scores (a similarity, which may be negative) depend on the
/// other candidates, so such a list is not split. Those of version 2 and m0 score each document by itself, as probabilities.
/// What Jina does with empty documents is not documented; they are not sent.
/// </remarks>
public sealed class JinaOptions : RemoteRerankerOptions
{
    internal override string ProviderName => "jina";

    internal override ProviderDescription Describe(ProviderSetup setup) => new()
    {
        Name = ProviderName,
        Endpoint = Endpoints.Join(Endpoint ?? new("https://api.jina.ai"), "/v1/rerank"),
        ModelId = ModelId ?? "jina-reranker-v3.5",
        Authentication = HeaderAuthentication.Bearer(RequireKey(setup, "JINA_API_KEY")),

        // Said always: the default has changed once.
        Write = new RequestShape { Constants = { ["return_documents"] = false } }.Write,
        Read = CohereShape.Response.Read,
        ScoreKindOf = model => IsListwise(model) ? RerankScoreKind.Similarity : RerankScoreKind.Probability,
        IsListwise = IsListwise,
        HeldBack = HeldBackDocuments.Empty,
    };

    private static bool IsListwise(string? model) => model?.StartsWith("jina-reranker-v3", StringComparison.OrdinalIgnoreCase) == true;
}
