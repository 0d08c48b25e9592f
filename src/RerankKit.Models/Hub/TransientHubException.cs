namespace RerankKit.Models;

/// <summary>A request failed for a reason that may pass. Never leaves the store.</summary>
internal sealed class TransientHubException(string message, TimeSpan? retryAfter = null, Exception? innerException = null)
    : IOException(message, innerException)
{
    /// <summary>How long the hub asked to wait.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Whether no server was found to ask, as without a network.</summary>
    public bool IsUnreachable { get; } = innerException
        is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError };
}
