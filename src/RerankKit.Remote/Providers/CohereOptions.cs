namespace RerankKit.Remote;

/// <summary>Cohere's Rerank API (docs.cohere.com/reference/rerank). Key from <c>CO_API_KEY</c>.</summary>
/// <remarks>
/// Default model <c>rerank-v4.0-fast</c>. Scores are probabilities. Requests carry 1,000 documents at most, as Cohere recommends. Blank documents, which Cohere
/// refuses, are not sent. <see cref="RerankOptions.MaxTokensPerDocument"/> is passed on to version 2.
/// </remarks>
public sealed class CohereOptions : RemoteRerankerOptions
{
    /// <summary>Which version of the API is called.</summary>
    /// <value>1 or 2; default 2.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is neither.</exception>
    public int ApiVersion { get; set => field = Allow.If(value is 1 or 2, value, "1 or 2"); } = 2;

    /// <summary>Which requests Cohere serves first: the lower the sooner. Version 2 only.</summary>
    /// <value>0 to 999. Null, the default, is 0.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside that range.</exception>
    public int? Priority
    {
        get;
        set => field = Allow.If(value is null or (>= 0 and <= 999), value, "0 to 999, or null for 0");
    }

    internal override string ProviderName => "cohere";

    internal override ProviderDescription Describe(ProviderSetup setup) => new()
    {
        Name = ProviderName,
        Endpoint = Endpoints.Join(Endpoint ?? new("https://api.cohere.com"), ApiVersion == 2 ? "/v2/rerank" : "/v1/rerank"),
        ModelId = ModelId ?? "rerank-v4.0-fast",
        Authentication = HeaderAuthentication.Bearer(RequireKey(setup, "CO_API_KEY")),
        Write = CohereShape.Request(ApiVersion, Priority).Write,
        Read = CohereShape.Response.Read,
        ScoreKind = RerankScoreKind.Probability,
        MaxDocuments = CohereShape.MaxDocuments,
        HeldBack = HeldBackDocuments.Blank,
        Settings = ApiVersion == 2 ? "v2" : "v1",
    };

    internal override void Configure(SettingsReader reader) =>
        reader.Int32(nameof(ApiVersion), value => ApiVersion = value).Int32(nameof(Priority), value => Priority = value);
}
