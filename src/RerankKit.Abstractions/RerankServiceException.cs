using System.Net;

namespace RerankKit;

/// <summary>
/// A service over the network that scores, encodes or chats gave no usable answer: a provider's API or a model server. Whoever can do without its
/// ranking catches this one type, as <c>UseFallback</c> does with all failures.
/// </summary>
/// <remarks>The message holds neither texts nor credentials.</remarks>
public abstract class RerankServiceException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="isTransient">Whether the same request may succeed later.</param>
    /// <param name="message">What was asked, what came, what to do.</param>
    /// <param name="innerException">What caused it, or null.</param>
    protected RerankServiceException(bool isTransient, string message, Exception? innerException)
        : base(message, innerException)
    {
        IsTransient = isTransient;
    }

    /// <summary>Whether the same request may succeed later or elsewhere.</summary>
    public bool IsTransient { get; init; }

    /// <summary>The answer's status; null where there was no answer.</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>What the service's log or its support know the request by; null where it has no id.</summary>
    public string? RequestId { get; init; }

    /// <summary>How long the service asks to wait; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
