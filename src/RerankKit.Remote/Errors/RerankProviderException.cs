namespace RerankKit.Remote;

/// <summary>A provider did not rank. The message never holds a document, the query, a key or a body.</summary>
public sealed class RerankProviderException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="provider">The provider, for example <c>cohere</c>.</param>
    /// <param name="error">What went wrong.</param>
    /// <param name="message">What to show, without secrets and texts.</param>
    /// <param name="innerException">The cause, or null.</param>
    public RerankProviderException(string provider, RerankProviderError error, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(provider);
        Provider = provider;
        Error = error;
        IsTransient = error is RerankProviderError.RateLimited or RerankProviderError.Unavailable or RerankProviderError.TimedOut or RerankProviderError.Unreachable;
    }

    /// <summary>The provider, for example <c>cohere</c>.</summary>
    public string Provider { get; }

    /// <summary>What went wrong.</summary>
    public RerankProviderError Error { get; }

    /// <summary>Whether the same request could succeed later.</summary>
    public bool IsTransient { get; init; }

    /// <summary>The HTTP status; null when there was no response.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The provider's own name for the error, for example <c>ThrottlingException</c>; null when it gave none.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>What the provider calls this request, to be named when asking its support; null when it gave none.</summary>
    public string? RequestId { get; init; }

    /// <summary>How long the provider asks to wait; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
