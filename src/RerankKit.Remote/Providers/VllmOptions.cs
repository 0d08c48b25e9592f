namespace RerankKit.Remote;

/// <summary>A vLLM server (docs.vllm.ai, scoring). Key, if the server wants one, from <c>VLLM_API_KEY</c>.</summary>
/// <remarks>
/// Without <see cref="RemoteRerankerOptions.ModelId"/> the served model answers. Scores are probabilities, or logits with <see cref="RawScores"/>. The server echoes every
/// document; <see cref="RemoteServiceOptions.MaxResponseBytes"/> must leave room for them. Empty documents are sent and scored.
/// </remarks>
public sealed class VllmOptions : RemoteRerankerOptions
{
    /// <summary>Whether the model's logits come back instead of probabilities (<c>use_activation: false</c>).</summary>
    /// <value>Default false.</value>
    public bool RawScores { get; set; }

    /// <summary>How many tokens of a pair the model reads at most (<c>truncate_prompt_tokens</c>).</summary>
    /// <value>1 or more, or -1, the default, for as many as the model can. Null makes longer pairs an error.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is 0 or less than -1.</exception>
    public int? MaxTokensPerPair
    {
        get;
        set => field = Allow.If(value is null or -1 or >= 1, value, "1 or more, -1 for the model's limit, or null for an error");
    } = -1;

    internal override string ProviderName => "vllm";

    internal override ProviderDescription Describe(ProviderSetup setup) => new()
    {
        Name = ProviderName,
        Endpoint = Endpoints.Join(RequireEndpoint(setup), "/v1/rerank"),
        ModelId = ModelId,
        Authentication = HeaderAuthentication.Bearer(FindKey(setup, "VLLM_API_KEY")),
        Write = Shape().Write,
        Read = CohereShape.Response.Read,
        ScoreKind = RawScores ? RerankScoreKind.Logit : RerankScoreKind.Probability,
        HeldBack = HeldBackDocuments.None,
        Settings = $"raw={RawScores};tokens={MaxTokensPerPair}",
    };

    internal override void Configure(SettingsReader reader) =>
        reader.Boolean(nameof(RawScores), value => RawScores = value).Int32(nameof(MaxTokensPerPair), value => MaxTokensPerPair = value);

    private RequestShape Shape()
    {
        var shape = new RequestShape();
        if (MaxTokensPerPair is int tokens)
        {
            shape.Constants["truncate_prompt_tokens"] = tokens;
        }

        if (RawScores)
        {
            shape.Constants["use_activation"] = false;
        }

        return shape;
    }
}
