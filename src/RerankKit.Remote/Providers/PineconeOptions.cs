namespace RerankKit.Remote;

/// <summary>Pinecone Inference (docs.pinecone.io/guides/search/rerank-results). Key from <c>PINECONE_API_KEY</c>.</summary>
/// <remarks>Default model <c>bge-reranker-v2-m3</c>. Scores are probabilities. A request carries 100 documents at most. What Pinecone does with empty ones is not documented; they are not sent. Usage comes in rerank units.</remarks>
public sealed class PineconeOptions : RemoteRerankerOptions
{
    /// <summary>Whether documents that are too long are cut at their end. Otherwise they are an error.</summary>
    /// <value>Default true.</value>
    public bool Truncate { get; set; } = true;

    internal override string ProviderName => "pinecone";

    internal override ProviderDescription Describe(ProviderSetup setup) => new()
    {
        Name = ProviderName,
        Endpoint = Endpoints.Join(Endpoint ?? new("https://api.pinecone.io"), "/rerank"),
        ModelId = ModelId ?? "bge-reranker-v2-m3",
        Authentication = HeaderAuthentication.Of("Api-Key", RequireKey(setup, "PINECONE_API_KEY")),
        Headers = [new("X-Pinecone-Api-Version", "2025-10")],
        Write = new RequestShape
        {
            DocumentText = "text",
            Constants =
            {
                ["return_documents"] = false,
                ["rank_fields"] = new JsonArray("text"),
                ["parameters"] = new JsonObject { ["truncate"] = Truncate ? "END" : "NONE" },
            },
        }.Write,
        Read = new ResponseShape { Results = ["data"], Score = "score" }.Read,
        ScoreKind = RerankScoreKind.Probability,
        MaxDocuments = 100,
        HeldBack = HeldBackDocuments.Empty,
        Settings = Truncate ? "truncated" : "whole",
    };

    internal override void Configure(SettingsReader reader) => reader.Boolean(nameof(Truncate), value => Truncate = value);
}
