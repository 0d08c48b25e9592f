using System.Net;

namespace RerankKit.Triton;

/// <content>What went wrong, in a sentence without anybody's texts.</content>
internal sealed partial class KServeClient
{
    private const int ErrorBytes = 16_384;
    private const int LongestReason = 200;

    private async Task<ModelServerException> RefusalAsync(HttpResponseMessage response, string? requestId, CancellationToken cancellationToken)
    {
        using PooledBytes body = await ReadAsync(response.Content, ErrorBytes, isWhole: false, cancellationToken).ConfigureAwait(false);
        string said = KServeJson.Error(body.Memory);
        ModelServerError error = response.StatusCode switch
        {
            _ when NotLoadedAnswer.Is(response.StatusCode, said) => ModelServerError.NotLoaded,
            HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout => ModelServerError.Timeout,
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => ModelServerError.Busy,
            >= HttpStatusCode.InternalServerError => ModelServerError.Failed,
            _ => ModelServerError.Refused,
        };
        string reason = Line(said) is { Length: > 0 } text ? $": {text}" : ".";
        string what = error == ModelServerError.NotLoaded
            ? $"The model '{settings.Model}'{(settings.Version is null ? "" : $", version {settings.Version},")} is not loaded. Load it on the server, wait until it has loaded, or correct {nameof(TritonOptions.ModelName)}. The server answered"
            : $"The model server answered for the model '{settings.Model}' with";
        return new(error, Invariant($"{what} {(int)response.StatusCode}{reason}"))
        {
            StatusCode = response.StatusCode,
            RequestId = requestId,
            RetryAfter = response.Headers.RetryAfter?.Delta,
        };
    }

    private ModelServerException Failure(Exception exception, string? requestId)
    {
        if (exception is OperationCanceledException or HttpRequestException { InnerException: TimeoutException })
        {
            return new(
                ModelServerError.Timeout,
                Invariant($"The model server gave no answer for the model '{settings.Model}' in time; a request may take {settings.Timeout.TotalSeconds} seconds, retries included."),
                exception)
            {
                RequestId = requestId,
            };
        }

        HttpRequestError kind = exception switch
        {
            HttpRequestException request => request.HttpRequestError,
            HttpIOException stream => stream.HttpRequestError,
            _ => HttpRequestError.Unknown,
        };
        return kind == HttpRequestError.ConfigurationLimitExceeded
            ? TooLarge(settings.MaxAnswerBytes)
            : new(ModelServerError.Unreachable, $"No answer from the server of the model '{settings.Model}': {Word(kind)}.", exception) { RequestId = requestId };
    }

    private static string Word(HttpRequestError kind) => kind switch
    {
        HttpRequestError.NameResolutionError => "its name is not known to the DNS",
        HttpRequestError.ConnectionError => "no connection",
        HttpRequestError.SecureConnectionError => "no secure connection",
        HttpRequestError.ResponseEnded => "the connection was closed before the answer was whole",
        _ => "the connection broke",
    };

    // Only what the protocol calls the error, on one line: a proxy's page says nothing worth repeating.
    private string Line(string error)
    {
        string text = settings.BearerToken is string token ? error.Replace(token, "***", StringComparison.Ordinal) : error;
        string line = string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character)).Trim();
        return line.Length > LongestReason ? line[..LongestReason] + "…" : line;
    }
}
