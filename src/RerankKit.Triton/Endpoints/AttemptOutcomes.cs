using System.Net;

namespace RerankKit.Triton;

/// <summary>Tells answers apart.</summary>
internal static class AttemptOutcomes
{
    public static AttemptOutcome Of(HttpStatusCode status) =>
        status == HttpStatusCode.TooManyRequests ? AttemptOutcome.Unknown
        : status >= HttpStatusCode.InternalServerError ? AttemptOutcome.Failed
        : AttemptOutcome.Answered;

    /// <summary>Whether the same request may succeed later or elsewhere.</summary>
    public static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        || (status >= HttpStatusCode.InternalServerError && status is not (HttpStatusCode.NotImplemented or HttpStatusCode.HttpVersionNotSupported));

    /// <summary>Whether the same request may succeed later or elsewhere. One whose body is disposed was given up, which says nothing about the endpoint.</summary>
    public static bool IsTransient(Exception exception) =>
        exception is HttpRequestException { HttpRequestError: not HttpRequestError.ConfigurationLimitExceeded, InnerException: not ObjectDisposedException } or IOException;
}
