using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using RerankKit.Models;
using RerankKit.Onnx;

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
        RawHttpConnection[][] connections = [.. Enumerable.Range(0, concurrency).Select(worker => requests.Where((_, i) => i % concurrency == worker)
            .Select(documents => new RawHttpConnection(address, "/v1/rerank", JsonSerializer.Serialize(new { query = texts.Query, documents }))).ToArray())];
        RerankCandidate[][] candidates = [.. requests.Select(request => request.Select(text => new RerankCandidate(text)).ToArray())];

        void http()
        {
            Thread[] clients = [.. connections.Select(own => new Thread(() => Array.ForEach(own, connection => connection.Exchange())))];
            Array.ForEach(clients, client => client.Start());
            Array.ForEach(clients, client => client.Join());
        }

        void local() => Task.WhenAll(Enumerable.Range(0, concurrency).Select(worker => Task.Run(async () =>
        {
            for (int i = worker; i < candidates.Length; i += concurrency)
            {
                await reranker.RerankAsync(texts.Query, candidates[i]);
            }
        }))).GetAwaiter().GetResult();

        var times = Interleaved.Run(TimeSpan.FromSeconds(seconds), [new("HTTP", http), new("in process", local)]);
        foreach (RawHttpConnection connection in connections.SelectMany(own => own))
        {
            connection.Dispose();
        }

        var table = new MarkdownTable("", "requests/s");
        table.Add("HTTP", MarkdownTable.Number(RequestsPerRound / times.Milliseconds(0) * 1000));
        table.Add("in process", MarkdownTable.Number(RequestsPerRound / times.Milliseconds(1) * 1000));
        return $"""
            ## Throughput at saturation

            TinyBERT-L-2 (generated weights), requests of {Documents} passages, {concurrency} at once, {RequestsPerRound} a round, both ways in turn, {times.Rounds} rounds; server and clients share the
            processors. HTTP / in process: {(1 / times.Ratio(0, 1)).ToString("F3", CultureInfo.InvariantCulture)}, the median of the rounds' ratios.

            {table}
            """;
    }
}
