namespace RerankKit.Remote;

/// <summary>An Infinity server (github.com/michaelfeil/infinity). Key, if the server wants one, from <c>INFINITY_API_KEY</c>.</summary>
/// <remarks>
/// Without <see cref="RemoteRerankerOptions.ModelId"/> the first loaded model answers. Scores are probabilities, or logits with <see cref="RawScores"/>. A request carries
/// 2,048 documents at most; longer documents than 122,880 characters are cut, empty ones are sent and scored. The server's usage counts are approximate.
/// </remarks>
public sealed class InfinityOptions : RemoteRerankerOptions
{
    /// <summary>Whether the model's logits come back instead of probabilities.</summary>
    /// <value>Default false.</value>
    public bool RawScores { get; set; }

    internal override string ProviderName => "infinity";

    internal override ProviderDescription Describe(ProviderSetup setup) => new()
    {
        Name = ProviderName,
        Endpoint = Endpoints.Join(RequireEndpoint(setup), "/rerank"),
        ModelId = ModelId,
        Authentication = HeaderAuthentication.Bearer(FindKey(setup, "INFINITY_API_KEY")),
        Write = new RequestShape { Constants = { ["return_documents"] = false, ["raw_scores"] = RawScores } }.Write,
        Read = CohereShape.Response.Read,
        ScoreKind = RawScores ? RerankScoreKind.Logit : RerankScoreKind.Probability,
        MaxDocuments = 2048,
        MaxDocumentCharacters = 122_880,
        HeldBack = HeldBackDocuments.None,
        Settings = $"raw={RawScores}",
    };

    internal override void Configure(SettingsReader reader) => reader.Boolean(nameof(RawScores), value => RawScores = value);
}
