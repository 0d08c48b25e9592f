using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace RerankKit.ModelDoubles;

/// <summary>Answers as the test says, without a network.</summary>
internal sealed class ScriptedHandler(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    public ScriptedHandler(Func<HttpRequestMessage, HttpStatusCode> answer)
        : this((request, _) => Task.FromResult(new HttpResponseMessage(answer(request))))
    {
    }

    /// <summary>An error as servers of the protocol write it.</summary>
    public static HttpResponseMessage Error(HttpStatusCode status, string error) => new(status)
    {
        Content = new StringContent($$"""{"error":"{{error}}"}""", Encoding.UTF8, "application/json"),
    };

    /// <summary>Where the attempts went, by host.</summary>
    public ConcurrentQueue<string> Hosts { get; } = new();

    public ConcurrentQueue<Uri> Addresses { get; } = new();

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Hosts.Enqueue(request.RequestUri!.Host);
        Addresses.Enqueue(request.RequestUri);
        return answer(request, cancellationToken);
    }
}
