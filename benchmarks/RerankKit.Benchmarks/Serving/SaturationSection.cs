using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using RerankKit.Models;
using RerankKit.Onnx;
using RerankKit.TestSupport;

namespace RerankKit.Benchmarks;

/// <summary>Requests per second with as many at once as saturate the engine: over HTTP, and in the process.</summary>
internal static class SaturationSection
{
    private const int Documents = 20;
    private const int RequestsPerRound = 256;

    public static async Task<string> RunAsync(int concurrency, double seconds)
    {
        BenchmarkTexts texts = BenchmarkTexts.Load();
        CrossEncoderReranker reranker = CrossEncoderReranker.Load(BenchmarkModel.Folder("TinyBERT-L-2"));

        // The application disposes what it serves.
        await using WebApplication application = await BenchmarkServer.StartAsync(reranker, options => (options.MaxConcurrentRequests, options.MaxQueuedRequests) = (concurrency, concurrency));
        var address = new Uri(application.Urls.Single());
        string[][] requests = [.. Enumerable.Range(0, RequestsPerRound).Select(i => texts.Passages(Documents, i * Documents))];
        RerankCandidate[][] candidates = [.. requests.Select(request => request.Select(text => new RerankCandidate(text)).ToArray())];
        string[] bodies = [.. requests.Select(documents => JsonSerializer.Serialize(new { query = texts.Query, documents }))];
        using var reranking = new Connections(address, "/v1/rerank", bodies);
        using var bare = new Connections(address, "/bare", bodies);

        // As many threads that wait for answers in every way, each of which takes the next request.
        void atOnce(Action<int> ask)
        {
            int next = -1;
            Thread[] clients = [.. Enumerable.Range(0, concurrency).Select(_ => new Thread(() =>
            {
                while (Interlocked.Increment(ref next) is int i && i < RequestsPerRound)
                {
                    ask(i);
                }
            }))];
            Array.ForEach(clients, client => client.Start());
            Array.ForEach(clients, client => client.Join());
        }

        var times = Interleaved.Run(TimeSpan.FromSeconds(seconds), [
            new("HTTP", () => atOnce(reranking.Exchange)),
            new("in process", () => atOnce(i => reranker.RerankAsync(texts.Query, candidates[i]).GetAwaiter().GetResult())),
            new("HTTP without reranking", () => atOnce(bare.Exchange))]);

        var table = new MarkdownTable("", "requests/s", "processor ms a request");
        foreach ((int variant, string name) in ((int, string)[])[(0, "HTTP"), (1, "in process"), (2, "HTTP without reranking")])
        {
            table.Add(name, MarkdownTable.Number(RequestsPerRound / times.Milliseconds(variant) * 1000), MarkdownTable.Number(times.ProcessorMilliseconds(variant) / RequestsPerRound));
        }

        return $"""
            ## Throughput at saturation

            TinyBERT-L-2 (generated weights), requests of {Documents} passages, {concurrency} at once from as many threads, {RequestsPerRound} a round, all ways in turn, {times.Rounds} rounds; server and
            clients share the processors. HTTP / in process: {Ratio(times.Ratio(0, 1))} in requests per second and
            {Ratio(times.ProcessorRatio(0, 1))} in requests per second of processor time, medians of the rounds' ratios. "HTTP without reranking" sends the same bodies and
            receives as much; it is what clients and the web server cost by themselves.

            {table}
            """;
    }

    private static string Ratio(double times) => (1 / times).ToString("F3", CultureInfo.InvariantCulture);

    private sealed class Connections(Uri address, string path, string[] bodies) : IDisposable
    {
        private readonly RawHttpConnection[] _connections = [.. bodies.Select(body => new RawHttpConnection(address, path, body))];

        public void Exchange(int request) => _connections[request].Exchange();

        public void Dispose() => Array.ForEach(_connections, connection => connection.Dispose());
    }
}
