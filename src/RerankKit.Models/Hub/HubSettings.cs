namespace RerankKit.Models;

/// <summary>The options of a store, completed from the environment.</summary>
internal sealed class HubSettings
{
    public HubSettings(ModelStoreOptions options, HubEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(options);
        CacheDirectory = Path.GetFullPath(options.CacheDirectory ?? environment.CacheDirectory);
        Uri endpoint = options.Endpoint ?? environment.ReadEndpoint();
        Endpoint = new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/");
        Token = options.Token is null ? environment.ReadToken() : HubEnvironment.Clean(options.Token);
        IsOffline = options.IsOffline ?? environment.IsOffline;
        UseSymbolicLinks = options.UseSymbolicLinks ?? !environment.AreSymbolicLinksDisabled;
        AcceptNonCommercial = options.AcceptNonCommercial;
        MaxParallelDownloads = options.MaxParallelDownloads;
        MaxAttempts = options.MaxAttempts;
        RetryDelay = options.RetryDelay;
        SilenceTimeout = options.SilenceTimeout;
    }

    public string CacheDirectory { get; }

    /// <summary>Ends with a slash.</summary>
    public Uri Endpoint { get; }

    public string? Token { get; }

    public bool IsOffline { get; }

    public bool UseSymbolicLinks { get; }

    public bool AcceptNonCommercial { get; }

    public int MaxParallelDownloads { get; }

    public int MaxAttempts { get; }

    public TimeSpan RetryDelay { get; }

    public TimeSpan SilenceTimeout { get; }
}
