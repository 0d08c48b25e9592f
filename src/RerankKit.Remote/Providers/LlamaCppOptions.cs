namespace RerankKit.Remote;

/// <summary>A llama.cpp server started with <c>--reranking</c> (github.com/ggml-org/llama.cpp). Key, if the server wants one, from <c>LLAMA_API_KEY</c>.</summary>
/// <remarks>
/// Scores are logits for most models. Qwen3-Reranker answers with probabilities: set <see cref="RemoteRerankerOptions.ScoreKind"/> to
/// <see cref="RerankScoreKind.Probability"/> for it. The server's physical batch (<c>-ub</c>) must exceed the longest pair. Empty documents are sent and scored.
/// </remarks>
public sealed class LlamaCppOptions : RemoteRerankerOptions
{
    internal override string ProviderName => "llama.cpp";

    internal override ProviderDescription Describe(ProviderSetup setup) => new()
    {
        Name = ProviderName,
        Endpoint = Endpoints.Join(RequireEndpoint(setup), "/v1/rerank"),
        ModelId = ModelId,
        Authentication = HeaderAuthentication.Bearer(FindKey(setup, "LLAMA_API_KEY")),
        Write = new RequestShape().Write,
        Read = CohereShape.Response.Read,
        ScoreKind = RerankScoreKind.Logit,
        HeldBack = HeldBackDocuments.None,
    };
}
