using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Remote.Tests.Providers;

namespace RerankKit.Remote.Tests.Errors;

/// <summary>Many calls against a server that comes and goes. RERANKKIT_SOAK_CALLS sets how many.</summary>
[NonParallelizable]
public class SoakTests
{
    private const int Concurrency = 64;
    private const int UsualCalls = 20_000;

    [Test]
    public async Task AFlappingServerLosesNothingAndLeaksNothing()
    {
        int calls = Environment.GetEnvironmentVariable("RERANKKIT_SOAK_CALLS") is string text ? int.Parse(text, CultureInfo.InvariantCulture) : UsualCalls;
        ProviderCase provider = ProviderCases.All.Single(provider => provider.Name == "vllm");
        string answer = provider.UsualAnswer();
        int asked = 0;
        using var server = new SocketServer(_ => Interlocked.Increment(ref asked) switch
        {
            int n when n / 200 % 4 == 3 => new("""{"error":{"message":"loading"}}""", 503),
            int n when n % 97 == 0 => new(answer, Fault: SocketFault.Reset),
            int n when n % 89 == 0 => new(answer, Fault: SocketFault.Silence),
            int n when n % 83 == 0 => new("{}", 429, "retry-after-ms: 1\r\n"),
            int n when n % 79 == 0 => new(answer[..40]),
            _ => new(answer),
        });
        int scored = 0;
        int fellBack = 0;
        long before = 0;
        using (var handler = new SocketsHttpHandler { MaxConnectionsPerServer = Concurrency })
        {
            using var client = new HttpClient(handler);
            using IReranker reranker = new HttpReranker(
                client,
                new VllmOptions { Endpoint = server.Address, Retry = new() { MaxRetries = 1, Delay = TimeSpan.FromMilliseconds(1) } }).AsBuilder()
                .UseFallback(options => options.BreakCircuit = false)
                .Build();
            async Task CallAsync()
            {
                RerankResponse response = await reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
                int[] indices = [.. response.Results.Select(result => result.Index)];
                if (indices is [2, 1, 0] && response.Results.All(result => result.IsScored))
                {
                    Interlocked.Increment(ref scored);
                }
                else if (indices is [0, 1, 2] && response.Results.All(result => result.Placement == RerankPlacement.FellBack)
                    && response.Stages[0].Reason is { Length: > 0 })
                {
                    Interlocked.Increment(ref fellBack);
                }
            }

            await Parallel.ForAsync(0, calls / 4, Parallelism(), async (_, _) => await CallAsync());
            before = GC.GetTotalMemory(forceFullCollection: true);
            await Parallel.ForAsync(calls / 4, calls, Parallelism(), async (_, _) => await CallAsync());
            Assert.That(server.Connections, Is.LessThanOrEqualTo(Concurrency));
        }

        Assert.That(scored + fellBack, Is.EqualTo(calls), "an answer was lost or wrong");
        Assert.That(scored, Is.GreaterThan(calls / 4));
        Assert.That(fellBack, Is.GreaterThan(calls / 100));
        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(8 << 20), "memory grew");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (server.Connections > 0 && !patience.IsCancellationRequested)
        {
            await Task.Yield();
        }

        Assert.That(server.Connections, Is.Zero, "sockets are left open");
        await TestContext.Out.WriteLineAsync($"{scored} scored, {fellBack} fell back, {server.Requests} requests, {server.Accepted} connections");
    }

    private static ParallelOptions Parallelism() => new() { MaxDegreeOfParallelism = Concurrency };
}
