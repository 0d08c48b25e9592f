namespace RerankKit.Remote;

/// <summary>Mixedbread's rerankers (mixedbread.com/api-reference/endpoints/reranking). Key from <c>MXBAI_API_KEY</c>.</summary>
/// <remarks>Default model <c>mixedbread-ai/mxbai-rerank-large-v2</c>. What the scores are is not documented; documents that are too long are cut by the service. What it does with empty ones is not documented; they are not sent.</remarks>
public sealed class MixedbreadOptions : RemoteRerankerOptions
{
    internal override string ProviderName => "mixedbread";

    internal override ProviderDescription Describe(ProviderSetup setup) => new()
    {
        Name = ProviderName,
        Endpoint = Endpoints.Join(Endpoint ?? new("https://api.mixedbread.com"), "/v1/reranking"),
        ModelId = ModelId ?? "mixedbread-ai/mxbai-rerank-large-v2",
        Authentication = HeaderAuthentication.Bearer(RequireKey(setup, "MXBAI_API_KEY")),

        // The limit is said always: how many come back by default is not documented.
        Write = new RequestShape { Documents = "input", Limit = "top_k", SaysLimitAlways = true, Constants = { ["return_input"] = false } }.Write,
        Read = new ResponseShape { Results = ["data"], Score = "score" }.Read,
        HeldBack = HeldBackDocuments.Empty,
    };
}
