namespace RerankKit.Remote;

/// <summary>Voyage AI's rerankers (docs.voyageai.com/docs/reranker). Key from <c>VOYAGE_API_KEY</c>; keys of MongoDB Atlas (<c>al-</c>) go to its address.</summary>
/// <remarks>
/// Default model <c>rerank-2.5</c>. Scores lie between 0 and 1 (observed, not documented). A request carries 1,000 documents and 600,000 tokens at most, where the
/// query counts once per document; characters, an upper bound, are counted in their place. Voyage refuses a request with an empty document, so those are not sent; white space alone it scores. <see cref="RerankOptions.Instruction"/> is put on a line before the query.
/// </remarks>
public sealed class VoyageOptions : RemoteRerankerOptions
{
    /// <summary>Whether documents that are too long are cut by Voyage. Otherwise they are an error.</summary>
    /// <value>Default true.</value>
    public bool Truncate { get; set; } = true;

    internal override string ProviderName => "voyage";

    internal override ProviderDescription Describe(ProviderSetup setup)
    {
        string key = RequireKey(setup, "VOYAGE_API_KEY");
        bool isAtlas = key.StartsWith("al-", StringComparison.Ordinal);
        return new()
        {
            Name = ProviderName,
            Endpoint = Endpoints.Join(Endpoint ?? new(isAtlas ? "https://ai.mongodb.com" : "https://api.voyageai.com"), "/v1/rerank"),
            ModelId = ModelId ?? "rerank-2.5",
            Authentication = HeaderAuthentication.Bearer(key),
            Write = new RequestShape
            {
                Limit = "top_k",
                PrependsInstruction = true,
                Constants = { ["return_documents"] = false, ["truncation"] = Truncate },
            }.Write,
            Read = new ResponseShape { Results = ["data"] }.Read,
            ScoreKind = RerankScoreKind.Probability,
            MaxDocuments = 1000,
            MaxCharacters = 600_000,
            QueryCountsPerDocument = true,
            HeldBack = HeldBackDocuments.Empty,
            Settings = Truncate ? "truncated" : "whole",
        };
    }

    internal override void Configure(SettingsReader reader) => reader.Boolean(nameof(Truncate), value => Truncate = value);
}
