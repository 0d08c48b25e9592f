using System.Globalization;
using System.Net;
using System.Text.Json;

namespace RerankKit.Onnx;

/// <content>What went wrong, in a sentence without anybody's texts.</content>
internal sealed partial class KServeClient
{
    private const int ErrorBytes = 16_384;
    private const int LongestReason = 200;

    private async Task<ModelServerException> RefusalAsync(HttpResponseMessage response, string? requestId, CancellationToken cancellationToken)
    {
        using PooledBytes body = await ReadAsync(response.Content, ErrorBytes, isWhole: false, cancellationToken).ConfigureAwait(false);
        ModelServerError error = response.StatusCode switch
        {
            HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout => ModelServerError.Timeout,
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => ModelServerError.Busy,
            >= HttpStatusCode.InternalServerError => ModelServerError.Failed,
            _ => ModelServerError.Refused,
        };
        string reason = Reason(body.Memory) is { Length: > 0 } text ? $": {text}" : ".";
        return new(error, string.Create(CultureInfo.InvariantCulture, $"The model server answered {(int)response.StatusCode} for the model '{settings.Model}'{reason}"))
        {
            StatusCode = response.StatusCode,
            RequestId = requestId,
        };
    }

    private ModelServerException Failure(Exception exception, string? requestId)
    {
        if (exception is OperationCanceledException or HttpRequestException { InnerException: TimeoutException })
        {
            return new(
                ModelServerError.Timeout,
                string.Create(CultureInfo.InvariantCulture, $"The model server gave no answer for the model '{settings.Model}' in time; a request may take {settings.Timeout.TotalSeconds} seconds, retries included."),
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
    private string Reason(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = KServeJson.Parse(body);
            string text = document.RootElement.TryGetProperty("error", out JsonElement error) ? KServeJson.Text(error, "an error") : "";
            text = settings.BearerToken is string token ? text.Replace(token, "***", StringComparison.Ordinal) : text;
            string line = string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character)).Trim();
            return line.Length > LongestReason ? line[..LongestReason] + "…" : line;
        }
        catch (ModelServerException)
        {
            return "";
        }
    }
}
