using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using BenchmarkDotNet.Attributes;
using RerankKit.Remote;

namespace RerankKit.Benchmarks;

/// <summary>What a remote reranker costs beyond its server: 100 documents of 1 KB, and a handler that reads them and answers at once.</summary>
public class RemoteBenchmarks : IDisposable
{
    private readonly RerankCandidate[] _candidates = [.. ZipfPassages.Create(100, 1024, seed: 7).Select(text => new RerankCandidate(text))];
    private readonly CannedHandler _handler;
    private readonly HttpClient _client;
    private readonly byte[] _body;
    private readonly HttpReranker _reranker;
    private readonly HttpReranker _split;

    public RemoteBenchmarks()
    {
        _handler = new();
        _client = new(_handler);
        _reranker = new(_client, new CohereOptions { ApiKey = "key" });
        _split = new(_client, new CohereOptions { ApiKey = "key", MaxCandidatesPerRequest = 32 });
        Reranker().GetAwaiter().GetResult();
        _body = _handler.LastBody;
    }

    /// <summary>The client alone, with a body that is there already and an answer that nobody reads.</summary>
    [Benchmark(Baseline = true)]
    public async Task<long> HttpClientAlone()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://api.cohere.com/v2/rerank") { Content = new ByteArrayContent(_body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return response.Content.Headers.ContentLength ?? 0;
    }

    [Benchmark]
    public Task<RerankResponse> Reranker() => _reranker.RerankAsync("how is a signing key rotated", _candidates);

    [Benchmark]
    public Task<RerankResponse> RerankerTopTen() => _reranker.RerankAsync("how is a signing key rotated", _candidates, new() { TopN = 10 });

    /// <summary>In four requests.</summary>
    [Benchmark]
    public Task<RerankResponse> RerankerSplit() => _split.RerankAsync("how is a signing key rotated", _candidates);

    public void Dispose()
    {
        _client.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads each request into one buffer, as a socket would take it, and gives the same answer.</summary>
    private sealed class CannedHandler : HttpMessageHandler
    {
        private static readonly byte[] Answer = Encoding.UTF8.GetBytes("{\"id\":\"x\",\"results\":[" + string.Join(',', Enumerable.Range(0, 100).Select(i => string.Create(
            CultureInfo.InvariantCulture, $$"""{"index":{{i * 37 % 100}},"relevance_score":{{1.0 / (i + 1)}}}"""))) + "],\"meta\":{\"billed_units\":{\"search_units\":1}}}");

        private readonly MemoryStream _sent = new(1 << 18);

        public byte[] LastBody => _sent.ToArray();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            MemoryStream sent = request.Content!.Headers.ContentLength < 60_000 ? new(1 << 16) : _sent;
            sent.SetLength(0);
            await request.Content.CopyToAsync(sent, cancellationToken);
            return new() { Content = new ByteArrayContent(Answer), RequestMessage = request };
        }
    }
}
