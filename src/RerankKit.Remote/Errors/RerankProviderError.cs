namespace RerankKit.Remote;

/// <summary>What went wrong at a provider. Whether another attempt could end better says <see cref="RerankServiceException.IsTransient"/>.</summary>
public enum RerankProviderError
{
    /// <summary>The provider refuses the request as it is: HTTP 400, 422 and other 4xx. Permanent.</summary>
    Rejected,

    /// <summary>The key or token is missing, wrong or expired: HTTP 401 and 498, or a credentials delegate that failed. Permanent.</summary>
    Unauthorized,

    /// <summary>The key is valid, but not for this: HTTP 403. Permanent.</summary>
    Forbidden,

    /// <summary>The account has no credit: HTTP 402. Permanent.</summary>
    PaymentRequired,

    /// <summary>There is no such path, model or deployment: HTTP 404. Permanent.</summary>
    NotFound,

    /// <summary>More documents or bytes than one request may carry: HTTP 413, and lists that cannot be split. Permanent.</summary>
    TooLarge,

    /// <summary>Too many requests: HTTP 429. Transient.</summary>
    RateLimited,

    /// <summary>The provider cannot answer at the moment: HTTP 408 and 5xx, an open circuit. Transient, except 501 and 505.</summary>
    Unavailable,

    /// <summary>There was no whole answer within <see cref="RemoteServiceOptions.Timeout"/>. Transient, but not tried again by the built-in retry.</summary>
    TimedOut,

    /// <summary>No connection, or one that broke: refused, reset, unknown host. Transient, except for a failed TLS handshake.</summary>
    Unreachable,

    /// <summary>An answer that is not a ranking: not JSON, the wrong shape, longer than allowed. Permanent.</summary>
    InvalidResponse,
}
