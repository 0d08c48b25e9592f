using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace RerankKit.AspNetCore;

/// <summary>Receives a body of JSON, as much of it as is allowed, and says in one kind of exception what is wrong with it.</summary>
internal static class RequestBody
{
    private const int MaxDepth = 64;

    private static readonly JsonReaderOptions Json = new() { MaxDepth = MaxDepth };

    public delegate T Reading<out T>(ref Utf8JsonReader reader);

    /// <exception cref="RerankProblem">The body is too large, too slow, no JSON, or not what is read.</exception>
    public static async ValueTask<T> ReadAsync<T>(HttpContext context, int maxBytes, Reading<T> read)
    {
        HttpRequest request = context.Request;
        if (request.ContentType is { Length: > 0 } type && !request.HasJsonContentType())
        {
            throw new RerankProblem(ProblemKind.WrongType, "The Content-Type is not application/json (curl: -H 'Content-Type: application/json').");
        }

        if (request.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = maxBytes;
        }

        PipeReader body = request.BodyReader;
        try
        {
            ReadResult result = await body.ReadAsync(context.RequestAborted).ConfigureAwait(false);
            while (!result.IsCompleted && result.Buffer.Length <= maxBytes)
            {
                body.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                result = await body.ReadAsync(context.RequestAborted).ConfigureAwait(false);
            }

            if (result.Buffer.Length > maxBytes)
            {
                throw TooLarge(maxBytes);
            }

            try
            {
                return Parse(result.Buffer, read);
            }
            finally
            {
                body.AdvanceTo(result.Buffer.End);
            }
        }
        catch (BadHttpRequestException exception)
        {
            throw exception.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => TooLarge(maxBytes),
                StatusCodes.Status408RequestTimeout => new RerankProblem(ProblemKind.Slow, "The body did not arrive in time."),
                _ => new RerankProblem(ProblemKind.Malformed, "The body is not what its headers say."),
            };
        }
    }

    private static T Parse<T>(ReadOnlySequence<byte> buffer, Reading<T> read)
    {
        var reader = new Utf8JsonReader(buffer, Json);
        try
        {
            return read(ref reader);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            // What such exceptions say quotes the body.
            throw new RerankProblem(ProblemKind.Malformed, Invariant($"The body is no valid JSON at byte {reader.BytesConsumed}, or nested deeper than {MaxDepth}."));
        }
    }

    private static RerankProblem TooLarge(int maxBytes) =>
        new(ProblemKind.TooLarge, Invariant($"The body is larger than {maxBytes} bytes: send the documents in parts."));
}
