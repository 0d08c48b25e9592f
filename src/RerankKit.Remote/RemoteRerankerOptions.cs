namespace RerankKit.Remote;

/// <summary>What all remote rerankers are configured with. The type of the options chooses the provider.</summary>
public abstract class RemoteRerankerOptions : RemoteServiceOptions
{
    private protected RemoteRerankerOptions()
    {
    }

    /// <summary>The model that is asked when a call names none in <see cref="RerankOptions.ModelId"/>.</summary>
    /// <value>Null, the default, is the provider's current one where the provider needs a name.</value>
    public string? ModelId
    {
        get;
        set => field = value is { } text && string.IsNullOrWhiteSpace(text) ? throw Throw.OutOfRange(value, "a model's name, or null for the provider's current one") : value;
    }

    /// <summary>How many requests of one call are under way at the same time.</summary>
    /// <value>1 or more; default 4.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxConcurrency { get; set => field = Allow.AtLeast(value, 1); } = 4;

    /// <summary>How many candidates one request carries at most. Longer lists are split, and the parts merged by score.</summary>
    /// <value>1 or more. Null, the default, is the provider's limit.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? MaxCandidatesPerRequest
    {
        get;
        set => field = Allow.AtLeast(value, 1, "1 or more, or null for the provider's limit");
    }

    /// <summary>What the scores are, where the provider's own default is not right for the model.</summary>
    /// <value>Null, the default, is what the provider's scores usually are.</value>
    public RerankScoreKind? ScoreKind { get; set; }

    /// <summary>Whether logits become probabilities by the logistic function. The order stays that of the logits.</summary>
    /// <value>Default false. Refused for scores that are no logits: twice applied it would flatten them.</value>
    public bool ApplySigmoid { get; set; }

    /// <summary>What the provider charges.</summary>
    /// <value>Null, the default, counts units but no money.</value>
    public RemotePrice? Price { get; set; }

    /// <summary>Further members of every request's body: a JSON object.</summary>
    /// <value>Null, the default, adds none.</value>
    /// <exception cref="ArgumentException">The value is not a JSON object.</exception>
    public string? ExtraBody { get; set => field = value is null ? null : CheckObject(value, """{"priority":1}"""); }

    /// <summary>Says what this provider is like. Throws <see cref="InvalidOperationException"/> naming what is missing.</summary>
    internal abstract ProviderDescription Describe(ProviderSetup setup);

    /// <summary>Reads the provider's own settings.</summary>
    internal virtual void Configure(SettingsReader reader)
    {
    }

    internal RemoteRerankerOptions Clone()
    {
        var copy = (RemoteRerankerOptions)CloneService();
        copy.Price = Price?.Clone();
        return copy;
    }
}
