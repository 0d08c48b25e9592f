namespace RerankKit.Remote;

/// <summary>A provider did not rank, encode or chat. The message never holds a document, the query, a key or a body.</summary>
public sealed class RerankProviderException : RerankServiceException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="provider">The provider, for example <c>cohere</c>.</param>
    /// <param name="error">What went wrong.</param>
    /// <param name="message">What to show, without secrets and texts.</param>
    /// <param name="innerException">The cause, or null.</param>
    public RerankProviderException(string provider, RerankProviderError error, string message, Exception? innerException = null)
        : base(
            error is RerankProviderError.RateLimited or RerankProviderError.Unavailable or RerankProviderError.TimedOut or RerankProviderError.Unreachable,
            message,
            innerException)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(provider);
        Provider = provider;
        Error = error;
    }

    /// <summary>The provider, for example <c>cohere</c>.</summary>
    public string Provider { get; }

    /// <summary>What went wrong.</summary>
    public RerankProviderError Error { get; }

    /// <summary>The provider's own name for the error, for example <c>ThrottlingException</c>; null when it gave none.</summary>
    public string? ErrorCode { get; init; }
}
