using System.Text;

namespace RerankKit.AotTest;

/// <summary>A service that says one thing.</summary>
internal sealed class CannedAnswer(string json) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(new HttpResponseMessage { Content = new StringContent(json, Encoding.UTF8, "application/json") });
}
