namespace RerankKit.Models;

/// <summary>The options of a store, completed from the environment.</summary>
internal sealed class HubSettings(ModelStoreOptions options, HubEnvironment environment)
{
    public string CacheDirectory { get; } = Path.GetFullPath(options.CacheDirectory ?? environment.CacheDirectory);

    /// <summary>Ends with a slash.</summary>
    public Uri Endpoint { get; } = new((options.Endpoint ?? environment.ReadEndpoint()).AbsoluteUri.TrimEnd('/') + "/");

    public string? Token { get; } = options.Token is null ? environment.ReadToken() : HubEnvironment.Clean(options.Token);

    public bool IsOffline { get; } = options.IsOffline ?? environment.IsOffline;

    public bool UseSymbolicLinks { get; } = options.UseSymbolicLinks ?? !environment.AreSymbolicLinksDisabled;

    public bool AcceptNonCommercial { get; } = options.AcceptNonCommercial;

    public int MaxParallelDownloads { get; } = options.MaxParallelDownloads;

    public int MaxAttempts { get; } = options.MaxAttempts;

    public TimeSpan RetryDelay { get; } = options.RetryDelay;

    public TimeSpan SilenceTimeout { get; } = options.SilenceTimeout;
}
