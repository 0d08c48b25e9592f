using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace RerankKit.Remote;

/// <summary>Makes exceptions of what a provider answered, or did not.</summary>
internal sealed class ProviderFailure(ServiceDescription provider, IEnumerable<KeyValuePair<string, string>> secretHeaders, TimeProvider timeProvider)
{
    private static readonly string[] RequestIdHeaders =
        ["x-request-id", "request-id", "x-amzn-requestid", "x-debug-trace-id", "x-pinecone-request-id", "apim-request-id", "x-ms-request-id", "x-correlation-id"];

    private readonly ErrorText _text = new(provider.Authentication, secretHeaders);

    public RerankProviderException OfResponse(HttpResponseMessage response, ReadOnlyMemory<byte> body, RemoteExchange exchange)
    {
        ErrorBody said = ErrorBody.Read(body);
        int status = response.IsSuccessStatusCode ? said.Status ?? (int)response.StatusCode : (int)response.StatusCode;
        string? code = _text.Name(Header(response, "x-amzn-ErrorType") is string type ? type.Split(':')[0] : said.Code);
        RerankProviderError error = provider.IsTooLarge?.Invoke(status, said.Message) == true ? RerankProviderError.TooLarge : Classify(status);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"'{provider.Name}' answered HTTP {(int)response.StatusCode}");
        if (response.IsSuccessStatusCode)
        {
            text.Append(" with an error");
        }

        if (status != (int)response.StatusCode)
        {
            text.Append(CultureInfo.InvariantCulture, $" {status}");
        }

        if (code is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $" ({code})");
        }

        if (_text.Message(said.Message, exchange) is string shown)
        {
            text.Append(": ").Append(shown);
        }

        if (Remedy(error, status) is string remedy)
        {
            text.Append(text[^1] is '.' ? " " : ". ").Append(remedy);
        }

        return new(provider.Name, error, text.ToString())
        {
            StatusCode = response.StatusCode,
            ErrorCode = code,
            RequestId = RequestId(response),
            RetryAfter = RetryAfterHeader.Read(response.Headers, timeProvider.GetUtcNow()),
            IsTransient = IsTransient(error, status),
        };
    }

    /// <summary>A good status with a body in which nothing can be used: an error that the body speaks of, or something else, with its own words if it has any.</summary>
    public RerankProviderException OfAnswer(HttpResponseMessage response, string problem, ReadOnlyMemory<byte> body, RemoteExchange exchange)
    {
        ErrorBody said = ErrorBody.Read(body);
        if (said.IsError)
        {
            return OfResponse(response, body, exchange);
        }

        string words = _text.Message(said.Message, exchange) is string shown ? $", but says: {shown.TrimEnd('.')}" : "";
        return new(provider.Name, RerankProviderError.InvalidResponse, Invariant(
            $"'{provider.Name}' answered HTTP {(int)response.StatusCode} with something that is not {provider.Answer}: {problem}{words}. Check the endpoint's path and the provider's version."))
        {
            StatusCode = response.StatusCode,
            RequestId = RequestId(response),
        };
    }

    public RerankProviderException TimedOut(TimeSpan timeout) => new(provider.Name, RerankProviderError.TimedOut, Invariant(
        $"'{provider.Name}' gave no whole answer within {timeout}. Raise Timeout, or {provider.WhatTakesLess}."));

    public RerankProviderException Unreachable(Exception exception)
    {
        HttpRequestError error = HttpRequestError.Unknown;
        Exception? cause = null;
        for (Exception? current = exception; current is not null; current = current.InnerException)
        {
            error = error != HttpRequestError.Unknown ? error
                : (current as HttpRequestException)?.HttpRequestError ?? (current as HttpIOException)?.HttpRequestError ?? HttpRequestError.Unknown;

            // Others quote what came back where HTTP was expected, and that may quote the request.
            cause = current is SocketException or AuthenticationException ? current : cause;
        }

        string reason = error switch
        {
            HttpRequestError.NameResolutionError => "its host name is not known",
            HttpRequestError.ConnectionError => "no connection could be made",
            HttpRequestError.SecureConnectionError => "the TLS handshake failed",
            HttpRequestError.ResponseEnded => "the connection ended before the response did",
            HttpRequestError.InvalidResponse => "what came back is not HTTP",
            _ => "the connection broke",
        };
        return new(provider.Name, RerankProviderError.Unreachable, $"'{provider.Name}' at {provider.Endpoint.Host} was not reached: {reason}.", cause)
        {
            IsTransient = error is not (HttpRequestError.SecureConnectionError or HttpRequestError.InvalidResponse),
        };
    }

    public RerankProviderException CircuitOpen(Exception exception) =>
        new(provider.Name, RerankProviderError.Unavailable, $"'{provider.Name}' was not called: a handler of its HttpClient refused the request.", exception);

    public RerankProviderException Credentials(Exception exception) => new(
        provider.Name,
        RerankProviderError.Unauthorized,
        $"The delegate that gives credentials for '{provider.Name}' failed with {exception.GetType().Name}.",
        exception);

    public RerankProviderException TooMany(int given, int allowed) => new(provider.Name, RerankProviderError.TooLarge, Invariant(
        $"'{provider.Name}' reads a list as a whole and takes {allowed} candidates, {given} were given; such a list cannot be split. Put UseCandidateCap({allowed}) around it."));

    private string? RequestId(HttpResponseMessage response) =>
        RequestIdHeaders.Select(name => _text.Name(Header(response, name))).FirstOrDefault(static id => id is not null);

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out System.Net.Http.Headers.HeaderStringValues values) ? values.ToString() : null;

    private static RerankProviderError Classify(int status) => status switch
    {
        401 or 498 => RerankProviderError.Unauthorized,
        402 => RerankProviderError.PaymentRequired,
        403 => RerankProviderError.Forbidden,
        404 => RerankProviderError.NotFound,
        413 => RerankProviderError.TooLarge,
        429 => RerankProviderError.RateLimited,
        408 or >= 500 => RerankProviderError.Unavailable,
        _ => RerankProviderError.Rejected,
    };

    private bool IsTransient(RerankProviderError error, int status) =>
        error == RerankProviderError.RateLimited
        || (error == RerankProviderError.Unavailable && status is not (501 or 505))
        || provider.AlsoTransient.Contains(status);

    private static string? Remedy(RerankProviderError error, int status) => error switch
    {
        RerankProviderError.Unauthorized => "Check the key and that it is meant for this endpoint.",
        RerankProviderError.TooLarge => "Lower MaxCandidatesPerRequest.",
        RerankProviderError.NotFound => "Check the endpoint's path and the model's name.",
        _ => status is >= 300 and < 400 ? "Redirects are not followed; set Endpoint to where it leads." : null,
    };
}
