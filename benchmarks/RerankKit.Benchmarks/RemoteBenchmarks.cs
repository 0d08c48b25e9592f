using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using BenchmarkDotNet.Attributes;
using RerankKit.Remote;

namespace RerankKit.Benchmarks;

/// <summary>What a remote reranker costs beyond its server: 100 documents of 1 KB, and a handler that reads them and answers at once.</summary>
public class RemoteBenchmarks : IDisposable
{
    private const string Query = "how is a signing key rotated";
    private readonly RerankCandidate[] _candidates = [.. ZipfPassages.Create("english", 100, words: 250, Query).Select(passage => passage with { Text = passage.Text[..1024] })];
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
        _body = _handler.FirstBody!;
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
    public Task<RerankResponse> Reranker() => _reranker.RerankAsync(Query, _candidates);

    [Benchmark]
    public Task<RerankResponse> RerankerTopTen() => _reranker.RerankAsync(Query, _candidates, new() { TopN = 10 });

    /// <summary>In four requests.</summary>
    [Benchmark]
    public Task<RerankResponse> RerankerSplit() => _split.RerankAsync(Query, _candidates);

    public void Dispose()
    {
        _client.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Has each request's body written, and gives the same answer at once.</summary>
    private sealed class CannedHandler : HttpMessageHandler
    {
        private static readonly byte[] Answer = Encoding.UTF8.GetBytes("{\"id\":\"x\",\"results\":[" + string.Join(',', Enumerable.Range(0, 100).Select(i => string.Create(
            CultureInfo.InvariantCulture, $$"""{"index":{{i * 37 % 100}},"relevance_score":{{1.0 / (i + 1)}}}"""))) + "],\"meta\":{\"billed_units\":{\"search_units\":1}}}");

        /// <summary>The first request's body.</summary>
        public byte[]? FirstBody { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            FirstBody ??= await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            await request.Content!.CopyToAsync(Stream.Null, cancellationToken);
            return new() { Content = new ByteArrayContent(Answer), RequestMessage = request };
        }
    }
}
