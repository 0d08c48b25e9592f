using System.Net;
using System.Text;

namespace RerankKit.Remote.Tests;

/// <summary>A server without a network: answers requests by a callback and remembers them.</summary>
internal sealed class FakeServer(Func<SentRequest, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private readonly List<SentRequest> _requests = [];

    public FakeServer(Func<SentRequest, HttpResponseMessage> answer)
        : this((request, _) => Task.FromResult(answer(request)))
    {
    }

    /// <summary>Answers every request with status 200 and a body.</summary>
    public FakeServer(string body)
        : this(_ => Json(body))
    {
    }

    public IReadOnlyList<SentRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    public static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK) => Text(body, status, "application/json");

    public static HttpResponseMessage Text(string body, HttpStatusCode status, string mediaType = "text/plain") =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, mediaType) };

    public static HttpResponseMessage Error(int status, string body = "{\"message\":\"no\"}", params ReadOnlySpan<(string Name, string Value)> headers)
    {
        HttpResponseMessage response = Json(body, (HttpStatusCode)status);
        foreach ((string name, string value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    public HttpClient Client() => new(this, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var sent = new SentRequest(
            request.Method.Method,
            request.RequestUri!,
            [.. request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
                .Select(header => new KeyValuePair<string, string>(header.Key, string.Join(", ", header.Value)))],
            request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
        lock (_lock)
        {
            _requests.Add(sent);
        }

        HttpResponseMessage response = await answer(sent, cancellationToken);
        response.RequestMessage = request;
        return response;
    }
}

internal sealed record SentRequest(string Method, Uri Uri, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body)
{
    public string? Header(string name) => Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).FirstOrDefault();
}
