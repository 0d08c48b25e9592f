using System.Net;

namespace RerankKit.Triton;

/// <summary>A model server gave no scores or vectors. The message holds neither texts nor credentials.</summary>
public sealed class ModelServerException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="message">What was asked, what came, what to do.</param>
    /// <param name="innerException">What caused it, or null.</param>
    public ModelServerException(ModelServerError error, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Error = error;
    }

    /// <summary>What went wrong.</summary>
    public ModelServerError Error { get; }

    /// <summary>The answer's status; null where there was no answer.</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>The id that the request carried, as the server's log may have it; null for requests without one.</summary>
    public string? RequestId { get; init; }

    /// <summary>Whether the same request may succeed later or elsewhere.</summary>
    public bool IsTransient => Error is not (ModelServerError.Refused or ModelServerError.InvalidAnswer);
}
