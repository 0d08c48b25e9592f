namespace RerankKit.Remote;

/// <summary>Mixedbread's rerankers (mixedbread.com/api-reference/endpoints/reranking). Key from <c>MXBAI_API_KEY</c>.</summary>
/// <remarks>Default model <c>mixedbread-ai/mxbai-rerank-large-v2</c>. What the scores are is not documented; documents that are too long are cut by the service. What it does with empty ones is not documented; they are not sent.</remarks>
public sealed class MixedbreadOptions : RemoteRerankerOptions
{
    private static readonly RequestShape Shape = new()
    {
        Documents = JsonEncodedText.Encode("input"),
        Limit = null,
    };

    internal override string ProviderName => "mixedbread";

    internal override ProviderDescription Describe(ProviderSetup setup) => new()
    {
        Name = ProviderName,
        Endpoint = Endpoints.Join(Endpoint ?? new("https://api.mixedbread.com"), "/v1/reranking"),
        ModelId = ModelId ?? "mixedbread-ai/mxbai-rerank-large-v2",
        Authentication = HeaderAuthentication.Bearer(RequireKey(setup, "MXBAI_API_KEY")),
        Write = Write,
        Read = new ResponseShape { Results = ["data"], Score = "score" }.Read,
        HeldBack = HeldBackDocuments.Empty,
    };

    private static void Write(Utf8JsonWriter writer, scoped in RequestContent content)
    {
        Shape.Write(writer, in content);

        // Said always: how many come back by default is not documented.
        writer.WriteNumber("top_k"u8, content.TopN ?? content.Documents.Count);
        writer.WriteBoolean("return_input"u8, false);
    }
}
