using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RerankKit.AspNetCore.Tests;

/// <summary>What a request over HTTP allocates beyond the call in the process, texts included.</summary>
[NonParallelizable] // what other tests allocate would count
public sealed class AllocationTests
{
    private const int Documents = 50;
    private const int Calls = 50;
    private const int WarmUp = 300;
    private const int MostBytes = 20_000;
    private const string Query = "rotate the signing key";

    [TestCase("/rerank", "texts")]
    [TestCase("/v1/rerank", "documents")]
    [TestCase("/v2/rerank", "documents")]
    public async Task ARequestOfFiftyDocumentsAddsLessThanTwentyKilobytes(string path, string member)
    {
        await using RunningServer server = await RunningServer.StartAsync(
            services => services.AddReranking().AddLexical().UseOpenTelemetry(), build: builder => builder.Logging.ClearProviders());
        IReranker inProcess = server.Application.Services.GetRequiredService<IReranker>();
        string[] texts = [.. Enumerable.Range(0, Documents).Select(i => FormattableString.Invariant($"document {i,4} of a hundred and thirty characters or so tells how to rotate the signing key of a service, and what to do when it is lost"))];
        RerankCandidate[] candidates = [.. texts.Select(text => new RerankCandidate(text))];
        using var connection = new RawHttpConnection(server.Address, path, JsonSerializer.Serialize(new Dictionary<string, object> { ["query"] = Query, [member] = texts }));
        void local() => inProcess.RerankAsync(Query, candidates).GetAwaiter().GetResult();
        Repeat(connection.Exchange, WarmUp);
        Repeat(local, WarmUp);

        // The least of some rounds: what else the process did meanwhile is in the others.
        Assert.That(Least(connection.Exchange) - Least(local), Is.LessThan(MostBytes).And.GreaterThan(texts.Sum(text => 2 * text.Length)));
    }

    private static long Least(Action call) => Enumerable.Range(0, 5).Min(_ =>
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Repeat(call, Calls);
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / Calls;
    });

    private static void Repeat(Action call, int count)
    {
        for (int i = 0; i < count; i++)
        {
            call();
        }
    }
}
