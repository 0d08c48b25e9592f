namespace RerankKit.Remote;

/// <summary>How a service is reached over HTTP: address, key, time, retries.</summary>
public abstract class RemoteServiceOptions
{
    private protected RemoteServiceOptions()
    {
    }

    /// <summary>The server's address, with or without the provider's path.</summary>
    /// <value>An absolute http or https address without user name and password. Null, the default, is the provider's public service where there is one.</value>
    /// <exception cref="ArgumentException">The value is not such an address.</exception>
    public Uri? Endpoint { get; set => field = value is null ? null : Endpoints.Check(value, nameof(Endpoint)); }

    /// <summary>The key. Never logged, traced or shown.</summary>
    /// <value>Null, the default, reads <see cref="ApiKeyVariable"/> from the environment, then from the application's configuration.</value>
    /// <exception cref="ArgumentException">The value is empty or holds characters that no key has.</exception>
    public string? ApiKey
    {
        private protected get;
        set => field = value is null ? null : SecretText.Check(value, nameof(ApiKey));
    }

    /// <summary>The environment variable, or key of the application's configuration, that holds the API key.</summary>
    /// <value>Null, the default, is the provider's usual one. Where it is set, a missing key is an error.</value>
    public string? ApiKeyVariable { get; set; }

    /// <summary>How long one attempt may take, from the request's first byte to the answer's last.</summary>
    /// <value>More than zero, up to one day; default 30 seconds.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside that range.</exception>
    public TimeSpan Timeout { get; set => field = Allow.UpToOneDay(value); } = TimeSpan.FromSeconds(30);

    /// <summary>How failed requests are sent again.</summary>
    /// <value>Null for not at all: a handler of the named HTTP client may do it instead.</value>
    public RemoteRetryOptions? Retry { get; set; } = new();

    /// <summary>The longest answer that is read.</summary>
    /// <value>1,024 bytes or more; default 16 MiB.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1,024.</exception>
    public int MaxResponseBytes { get; set => field = Allow.AtLeast(value, 1024, "1024 bytes or more"); } = 16 * 1024 * 1024;

    /// <summary>The named client of <see cref="IHttpClientFactory"/> that requests are sent with.</summary>
    /// <value>Null, the default, is <c>RerankKit.</c> and the provider's name, for example <c>RerankKit.cohere</c>.</value>
    public string? HttpClientName { get; set; }

    /// <summary>Headers that every request carries. Their values are treated as secrets.</summary>
    /// <value>Default empty.</value>
    public IDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The provider's name in configuration, metadata and errors.</summary>
    internal abstract string ProviderName { get; }

    internal RemoteServiceOptions CloneService()
    {
        var copy = (RemoteServiceOptions)MemberwiseClone();
        copy.Retry = Retry?.Clone();
        copy.Headers = new Dictionary<string, string>(Headers, StringComparer.OrdinalIgnoreCase);
        return copy;
    }

    /// <summary>The headers as they are sent.</summary>
    internal KeyValuePair<string, string>[] CheckHeaders()
    {
        foreach ((string name, string value) in Headers)
        {
            if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                throw new InvalidOperationException($"The header '{name}' has a value with characters other than printable ASCII. It is not shown here.");
            }
        }

        return [.. Headers];
    }

    // A variable that the application names is meant to hold a key; the provider's usual one may.
    private protected string? FindKey(ProviderSetup setup, string variable) => ApiKeyVariable is null ? setup.Find(ApiKey, variable) : RequireKey(setup, variable);

    private protected string RequireKey(ProviderSetup setup, string variable) =>
        setup.Find(ApiKey, ApiKeyVariable ?? variable) ?? throw setup.Missing(ProviderName, nameof(ApiKey), "an API key", ApiKeyVariable ?? variable);

    /// <summary>A user with a password; null where there is no user.</summary>
    private protected RequestAuthentication? FindUser(ProviderSetup setup, string? username, string? password, string variable) => (username, password) switch
    {
        (null, null) => null,
        (null, _) => throw setup.Missing(ProviderName, "Username", "the user of the password", variable: null),
        _ => HeaderAuthentication.Basic(username, setup.Find(password, variable) ?? throw setup.Missing(ProviderName, "Password", "the user's password", variable)),
    };

    /// <summary>Checks further members of a request's body.</summary>
    private protected static string CheckObject(string json, string example) => Parse(json) is JsonObject
        ? json
        : throw new ArgumentException($"ExtraBody is not a JSON object. Give it one, for example {example}.");

    /// <summary>The members of an object that was checked; none where there is none.</summary>
    internal static JsonObject Members(string? json) => json is null ? [] : Parse(json)!.AsObject();

    // Null where it is no JSON: what is wrong with it would quote what may hold a secret.
    private static JsonNode? Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: new() { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private protected Uri RequireEndpoint(ProviderSetup setup) =>
        Endpoint ?? throw setup.Missing(ProviderName, nameof(Endpoint), "the server's address", variable: null);
}
