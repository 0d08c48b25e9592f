using System.Globalization;
using System.Text.Json;

namespace RerankKit.Triton;

/// <summary>Asks a server of the KServe v2 protocol (Open Inference Protocol: Triton, OpenVINO Model Server, MLServer) over REST. Thread-safe.</summary>
/// <remarks>Source: the Open Inference Protocol's REST specification, and Triton's binary tensor data and model configuration extensions.</remarks>
internal sealed partial class KServeClient(HttpClient http, KServeSettings settings, TimeProvider timeProvider)
{
    private readonly string _route = RouteOf(settings);

    /// <summary>The route that answers 200 while the model can be asked.</summary>
    public static string ReadyRouteOf(KServeSettings settings) => RouteOf(settings) + "/ready";

    /// <summary>What the model takes and gives.</summary>
    public async Task<KServeModel> GetModelAsync(CancellationToken cancellationToken)
    {
        using KServeAnswer answer = await SendAsync(HttpMethod.Get, _route, content: null, cancellationToken).ConfigureAwait(false);
        return KServeModel.Read(answer.Json);
    }

    /// <summary>Whether the model can be asked.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using KServeAnswer answer = await SendAsync(HttpMethod.Get, _route + "/ready", content: null, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (ModelServerException exception) when (exception.StatusCode is not null)
        {
            return false;
        }
    }

    /// <summary>The most rows that the model's configuration takes at once; null for any number, and from servers that do not tell.</summary>
    public async Task<int?> GetMaxBatchSizeAsync(CancellationToken cancellationToken)
    {
        try
        {
            using KServeAnswer answer = await SendAsync(HttpMethod.Get, _route + "/config", content: null, cancellationToken).ConfigureAwait(false);
            using JsonDocument document = KServeJson.Parse(answer.Json);
            return document.RootElement.TryGetProperty("max_batch_size", out JsonElement size) && size.ValueKind == JsonValueKind.Number
                && size.TryGetInt32(out int rows) && rows > 0
                    ? rows
                    : null;
        }
        catch (ModelServerException exception) when (exception.Error == ModelServerError.Refused)
        {
            // The route is an extension of Triton's.
            return null;
        }
    }

    /// <summary>Runs the model over a batch.</summary>
    /// <param name="content">The request; disposed here.</param>
    /// <param name="output">The output that is wanted.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ModelServerException">There are no numbers.</exception>
    public async Task<InferAnswer> InferAsync(InferContent content, string output, CancellationToken cancellationToken)
    {
        using KServeAnswer answer = await SendAsync(HttpMethod.Post, _route + "/infer", content, cancellationToken).ConfigureAwait(false);
        return InferAnswer.Read(answer, output, content.Id);
    }

    private static string RouteOf(KServeSettings settings) => "v2/models/" + Uri.EscapeDataString(settings.Model)
        + (settings.Version is null ? "" : "/versions/" + Uri.EscapeDataString(settings.Version));

    private async Task<KServeAnswer> SendAsync(HttpMethod method, string route, InferContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(route, UriKind.Relative)) { Content = content };
        if (settings.BearerToken is string token)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        using var timeout = new CancellationTokenSource(settings.Timeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw await RefusalAsync(response, content?.Id, either.Token).ConfigureAwait(false);
            }

            return new(await ReadAsync(response.Content, settings.MaxAnswerBytes, isWhole: true, either.Token).ConfigureAwait(false), HeaderLength(response));
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException and not RerankServiceException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Failure(exception, content?.Id);
        }
    }

    private static long? HeaderLength(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues(InferContent.HeaderLengthName, out IEnumerable<string>? values)
            && !response.Content.Headers.TryGetValues(InferContent.HeaderLengthName, out values))
        {
            return null;
        }

        return long.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out long length)
            ? length
            : throw KServeJson.Wrong($"has a {InferContent.HeaderLengthName} that is no number");
    }

    private static async Task<PooledBytes> ReadAsync(HttpContent content, int limit, bool isWhole, CancellationToken cancellationToken)
    {
        const int FirstRead = 4096;
        if (isWhole && content.Headers.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        var body = new PooledBytes((int)Math.Clamp(content.Headers.ContentLength ?? 0, Math.Min(FirstRead, limit), limit));
        try
        {
            using Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            int read;
            while ((read = await stream.ReadAsync(Free(body, limit), cancellationToken).ConfigureAwait(false)) > 0)
            {
                body.Advance(read);
                if (body.Length > limit)
                {
                    return isWhole ? throw TooLarge(limit) : body;
                }
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    // One byte more than the limit shows that it is passed.
    private static Memory<byte> Free(PooledBytes body, int limit)
    {
        Memory<byte> free = body.GetMemory();
        return free[..(int)Math.Min(free.Length, limit + 1L - body.Length)];
    }

    private static ModelServerException TooLarge(int limit) => KServeJson.Wrong(Invariant(
        $"is larger than {limit} bytes; {nameof(TritonOptions.MaxAnswerBytes)} allows more"));
}
