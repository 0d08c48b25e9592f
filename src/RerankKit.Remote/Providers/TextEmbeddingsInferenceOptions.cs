namespace RerankKit.Remote;

/// <summary>A Text Embeddings Inference server of Hugging Face (github.com/huggingface/text-embeddings-inference). Key, if the server wants one, from <c>TEI_API_KEY</c>.</summary>
/// <remarks>
/// The server has one model. Scores are probabilities, or logits with <see cref="RawScores"/>. A request carries as many documents as the server says at
/// <c>/info</c>, 32 where it says nothing, and no more text than its default limit of two million bytes. Empty documents are sent: the server
/// refuses a pair only where the query is empty too.
/// </remarks>
public sealed class TextEmbeddingsInferenceOptions : RemoteRerankerOptions
{
    private const int UsualMaxDocuments = 32;

    // Two million bytes of three per character.
    private const int UsualMaxCharacters = 600_000;

    /// <summary>Whether the model's logits come back instead of probabilities.</summary>
    /// <value>Default false.</value>
    public bool RawScores { get; set; }

    /// <summary>Whether pairs that are too long are cut by the server. Otherwise they are an error.</summary>
    /// <value>Default true.</value>
    public bool Truncate { get; set; } = true;

    /// <summary>Whether the server is asked at <c>/info</c>, once, for its limits and its model.</summary>
    /// <value>Default true. <see cref="RemoteRerankerOptions.MaxCandidatesPerRequest"/> goes before what it says.</value>
    public bool DiscoverLimits { get; set; } = true;

    internal override string ProviderName => "tei";

    internal override ProviderDescription Describe(ProviderSetup setup)
    {
        Uri endpoint = Endpoints.Join(RequireEndpoint(setup), "/rerank");
        string path = endpoint.AbsolutePath.TrimEnd('/');
        return new()
        {
            Name = ProviderName,
            Endpoint = endpoint,
            ModelId = ModelId,
            Authentication = HeaderAuthentication.Bearer(FindKey(setup, "TEI_API_KEY")),
            Write = new RequestShape
            {
                Model = null,
                Documents = "texts",
                Limit = null,
                Constants = { ["raw_scores"] = RawScores, ["return_text"] = false, ["truncate"] = Truncate },
            }.Write,
            Read = new ResponseShape { Score = "score" }.Read,
            ScoreKind = RawScores ? RerankScoreKind.Logit : RerankScoreKind.Probability,
            MaxDocuments = UsualMaxDocuments,
            MaxCharacters = UsualMaxCharacters,
            HeldBack = HeldBackDocuments.None,
            IsTooLarge = static (status, message) => status == 413 || (status == 422 && message?.Contains("batch size", StringComparison.OrdinalIgnoreCase) == true),
            Info = DiscoverLimits ? Endpoints.Replace(endpoint, path[..path.LastIndexOf('/')] + "/info") : null,
            Settings = $"raw={RawScores};truncated={Truncate}",
        };
    }

    internal override void Configure(SettingsReader reader) => reader
        .Boolean(nameof(RawScores), value => RawScores = value)
        .Boolean(nameof(Truncate), value => Truncate = value)
        .Boolean(nameof(DiscoverLimits), value => DiscoverLimits = value);
}
