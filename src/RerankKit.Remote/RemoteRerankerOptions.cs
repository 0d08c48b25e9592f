using System.Text.Json;

namespace RerankKit.Remote;

/// <summary>What all remote rerankers are configured with. The type of the options chooses the provider.</summary>
public abstract class RemoteRerankerOptions
{
    private protected RemoteRerankerOptions()
    {
    }

    /// <summary>The server's address, with or without the provider's path.</summary>
    /// <value>An absolute http or https address without user name and password. Null, the default, is the provider's public service where there is one.</value>
    /// <exception cref="ArgumentException">The value is not such an address.</exception>
    public Uri? Endpoint
    {
        get;
        set => field = value is null ? null : Endpoints.Check(value, nameof(Endpoint));
    }

    /// <summary>The key. Never logged, traced or shown.</summary>
    /// <value>Null, the default, reads <see cref="ApiKeyVariable"/> from the environment, then from the application's configuration.</value>
    /// <exception cref="ArgumentException">The value is empty or holds characters that no key has.</exception>
    public string? ApiKey
    {
        private protected get;
        set => field = value is null ? null : SecretText.Check(value, nameof(ApiKey));
    }

    /// <summary>The environment variable, or key of the application's configuration, that holds the API key.</summary>
    /// <value>Null, the default, is the provider's usual one.</value>
    public string? ApiKeyVariable { get; set; }

    /// <summary>The model that is asked when a call names none in <see cref="RerankOptions.ModelId"/>.</summary>
    /// <value>Null, the default, is the provider's current one where the provider needs a name.</value>
    public string? ModelId
    {
        get;
        set => field = value is { } text && string.IsNullOrWhiteSpace(text) ? throw Throw.OutOfRange(value, "a model's name, or null for the provider's current one") : value;
    }

    /// <summary>How long one attempt may take, from the request's first byte to the answer's last.</summary>
    /// <value>More than zero, up to one day; default 30 seconds.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside that range.</exception>
    public TimeSpan Timeout
    {
        get;
        set => field = value > TimeSpan.Zero && value <= TimeSpan.FromDays(1) ? value : throw Throw.OutOfRange(value, "more than zero, up to one day");
    } = TimeSpan.FromSeconds(30);

    /// <summary>How failed requests are sent again.</summary>
    /// <value>Null for not at all: a handler of the named HTTP client may do it instead.</value>
    public RemoteRetryOptions? Retry { get; set; } = new();

    /// <summary>How many candidates one request carries at most. Longer lists are split, and the parts merged by score.</summary>
    /// <value>1 or more. Null, the default, is the provider's limit.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? MaxCandidatesPerRequest
    {
        get;
        set => field = value is < 1 ? throw Throw.OutOfRange(value, "1 or more, or null for the provider's limit") : value;
    }

    /// <summary>How many requests of one call are under way at the same time.</summary>
    /// <value>1 or more; default 4.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxConcurrency
    {
        get;
        set => field = value >= 1 ? value : throw Throw.OutOfRange(value, "1 or more");
    } = 4;

    /// <summary>The longest answer that is read.</summary>
    /// <value>1,024 bytes or more; default 16 MiB.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1,024.</exception>
    public int MaxResponseBytes
    {
        get;
        set => field = value >= 1024 ? value : throw Throw.OutOfRange(value, "1024 bytes or more");
    } = 16 * 1024 * 1024;

    /// <summary>What the scores are, where the provider's own default is not right for the model.</summary>
    /// <value>Null, the default, is what the provider's scores usually are.</value>
    public RerankScoreKind? ScoreKind { get; set; }

    /// <summary>Whether logits become probabilities by the logistic function. The order stays that of the logits.</summary>
    /// <value>Default false. Refused for scores that are no logits: twice applied it would flatten them.</value>
    public bool ApplySigmoid { get; set; }

    /// <summary>What the provider charges.</summary>
    /// <value>Null, the default, counts units but no money.</value>
    public RemotePrice? Price { get; set; }

    /// <summary>The named client of <see cref="IHttpClientFactory"/> that requests are sent with.</summary>
    /// <value>Null, the default, is <c>RerankKit.</c> and the provider's name, for example <c>RerankKit.cohere</c>.</value>
    public string? HttpClientName { get; set; }

    /// <summary>Headers that every request carries. Their values are treated as secrets.</summary>
    /// <value>Default empty.</value>
    public IDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Further members of every request's body: a JSON object.</summary>
    /// <value>Null, the default, adds none.</value>
    /// <exception cref="ArgumentException">The value is not a JSON object.</exception>
    public string? ExtraBody
    {
        get;
        set => field = value is null ? null : CheckObject(value);
    }

    /// <summary>The provider's name in configuration, metadata and errors.</summary>
    internal abstract string ProviderName { get; }

    /// <summary>Says what this provider is like. Throws <see cref="InvalidOperationException"/> naming what is missing.</summary>
    internal abstract ProviderDescription Describe(ProviderSetup setup);

    /// <summary>Reads the provider's own settings.</summary>
    internal virtual void Configure(SettingsReader reader)
    {
    }

    internal RemoteRerankerOptions Clone()
    {
        var copy = (RemoteRerankerOptions)MemberwiseClone();
        copy.Retry = Retry?.Clone();
        copy.Price = Price?.Clone();
        copy.Headers = new Dictionary<string, string>(Headers, StringComparer.OrdinalIgnoreCase);
        return copy;
    }

    private protected string? FindKey(ProviderSetup setup, string variable) => setup.Find(ApiKey, ApiKeyVariable ?? variable);

    private protected string RequireKey(ProviderSetup setup, string variable) =>
        FindKey(setup, variable) ?? throw setup.Missing(ProviderName, nameof(ApiKey), "an API key", ApiKeyVariable ?? variable);

    private protected Uri RequireEndpoint(ProviderSetup setup) =>
        Endpoint ?? throw setup.Missing(ProviderName, nameof(Endpoint), "the server's address", variable: null);

    private static string CheckObject(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return json;
            }
        }
        catch (JsonException)
        {
            // Said below, without quoting what may hold a secret.
        }

        throw new ArgumentException("ExtraBody is not a JSON object. Give it one, for example {\"priority\":1}.");
    }
}
