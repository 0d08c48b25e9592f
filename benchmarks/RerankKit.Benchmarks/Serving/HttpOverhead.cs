using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.TestSupport;

namespace RerankKit.Benchmarks;

/// <summary>What the HTTP layer adds to a call of fifty documents, in time and in memory, against the same call in the process.</summary>
internal static class HttpOverhead
{
    private const int Documents = 50;
    private const int Calls = 200;
    private const string Query = "rotate the signing key";

    public static async Task<string> RunAsync()
    {
        RerankCandidate[] candidates = ZipfPassages.Create("english", Documents, words: 20, Query);
        await using WebApplication application = await BenchmarkServer.StartAsync(new LexicalReranker());
        IReranker inProcess = application.Services.GetRequiredService<IReranker>();
        var address = new Uri(application.Urls.Single());
        var table = new MarkdownTable("dialect", "HTTP ms", "in process ms", "added ms", "added processor ms", "added bytes", "of which texts");
        long texts = candidates.Sum(candidate => 24L + (2 * candidate.Text.Length)) + 24 + (2 * Query.Length);
        foreach ((string path, string documents) in new[] { ("/rerank", "texts"), ("/v2/rerank", "documents") })
        {
            string body = JsonSerializer.Serialize(new Dictionary<string, object> { ["query"] = Query, [documents] = candidates.Select(candidate => candidate.Text) });
            using var connection = new RawHttpConnection(address, path, body);
            void http() => Repeat(connection.Exchange);
            void local() => Repeat(() => inProcess.RerankAsync(Query, candidates).GetAwaiter().GetResult());

            // Compiled to the last tier.
            for (int i = 0; i < 20; i++)
            {
                http();
                local();
            }

            var times = Interleaved.Run(TimeSpan.FromSeconds(5), [new("HTTP", http, Repetitions: Calls), new("in process", local, Repetitions: Calls)], minRounds: 20);
            table.Add(
                path,
                MarkdownTable.Number(times.Milliseconds(0)),
                MarkdownTable.Number(times.Milliseconds(1)),
                MarkdownTable.Number(times.Milliseconds(0) - times.Milliseconds(1)),
                MarkdownTable.Number(times.ProcessorMilliseconds(0) - times.ProcessorMilliseconds(1)),
                MarkdownTable.Number(Bytes(http) - Bytes(local)),
                MarkdownTable.Number(texts));
        }

        return $"""
            ## What the HTTP layer adds

            {Documents} documents of 20 words, the lexical reranker with `UseOpenTelemetry()`; one request at a time over one connection of this machine, by a client that allocates nothing. Medians of
            rounds of {Calls} calls, both ways in turn. In the process the texts are there already; a server has to make them, which "of which texts" counts. Processor time is of server and client together.

            {table}
            """;
    }

    private static void Repeat(Action call)
    {
        for (int i = 0; i < Calls; i++)
        {
            call();
        }
    }

    private static double Bytes(Action calls)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        calls();
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Calls;
    }
}
