using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;
using RerankKit.Remote.Tests.Providers;

namespace RerankKit.Remote.Tests.Errors;

/// <summary>What only a real connection can do wrong: typed errors without a fallback, an answer with the reason with one.</summary>
public class SocketFaultTests
{
    private static readonly ProviderCase Vllm = ProviderCases.All.Single(provider => provider.Name == "vllm");

    [TestCase(nameof(SocketFault.Reset), "")]
    [TestCase(nameof(SocketFault.Close), "the connection ended before the response did")]
    [TestCase(nameof(SocketFault.Silence), "the connection ended before the response did")]
    [TestCase(nameof(SocketFault.Nonsense), "what came back is not HTTP")]
    public async Task ABrokenConnectionIsATypedErrorOrAFallback(string fault, string reason)
    {
        using var server = new SocketServer(_ => new(Vllm.UsualAnswer(), Fault: Enum.Parse<SocketFault>(fault)));
        using var client = new HttpClient();
        await AssertFailure(Reranker(client, server.Address), RerankProviderError.Unreachable, reason);
    }

    [Test]
    public async Task ARefusedConnectionIsATypedErrorOrAFallback()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var client = new HttpClient();
        await AssertFailure(Reranker(client, new($"http://127.0.0.1:{port}")), RerankProviderError.Unreachable, "no connection could be made");
    }

    [Test]
    public async Task AnUnknownHostIsATypedErrorOrAFallback()
    {
        using HttpClient client = UnknownNames.Client();
        await AssertFailure(Reranker(client, new("http://no-such-host.invalid")), RerankProviderError.Unreachable, "its host name is not known");
    }

    [Test]
    public async Task AnAnswerThatStallsTimesOut()
    {
        using var server = new SocketServer(_ => new(Vllm.UsualAnswer(), Fault: SocketFault.Stall));
        using var client = new HttpClient();
        var clock = new ManualTimeProvider();
        using var reranker = new HttpReranker(client, new VllmOptions { Endpoint = server.Address }, clock);
        Task<RerankResponse> call = reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
        await server.Stalled.Task;
        clock.Advance(TimeSpan.FromSeconds(31));
        RerankProviderException? error = Assert.ThrowsAsync<RerankProviderException>(() => call);
        Assert.That(error!.Error, Is.EqualTo(RerankProviderError.TimedOut));
    }

    [Test]
    public async Task AResetConnectionIsTriedAgainAndTheAnswerIsWhole()
    {
        int sent = 0;
        using var server = new SocketServer(_ => new(Vllm.UsualAnswer(), Fault: Interlocked.Increment(ref sent) == 1 ? SocketFault.Reset : SocketFault.None));
        using var client = new HttpClient();
        using HttpReranker reranker = Reranker(client, server.Address);
        RerankResponse response = await reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 2, 1, 0 }));
        Assert.That(response.Stages.Single().Reason, Is.EqualTo("1 sent again"));
    }

    [Test]
    public async Task HalfOfTheAnswersFailingFailsNoRequest()
    {
        int sent = 0;
        using var server = new SocketServer(_ => Interlocked.Increment(ref sent) % 2 == 0 ? new("{}", 503) : new(Vllm.UsualAnswer()));
        using var client = new HttpClient();
        using IReranker reranker = new HttpReranker(client, new VllmOptions { Endpoint = server.Address, Retry = null }).AsBuilder()
            .UseFallback(options => options.BreakCircuit = false)
            .Build();
        RerankResponse[] responses = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates)));
        Assert.That(responses.Count(response => response.Results[0].Placement == RerankPlacement.FellBack), Is.EqualTo(20));
        foreach (RerankResponse response in responses)
        {
            Assert.That(response.Results.Select(result => result.Index), Is.EquivalentTo(new[] { 0, 1, 2 }));
            Assert.That(response.Results[0].IsScored || response.Stages[0].Reason!.Contains("'vllm' answered HTTP 503", StringComparison.Ordinal));
        }
    }

    private static HttpReranker Reranker(HttpClient client, Uri address) => new(client, new VllmOptions { Endpoint = address }, new SkippingTimeProvider());

    private static async Task AssertFailure(HttpReranker reranker, RerankProviderError expected, string reason = "")
    {
        RerankProviderException? error = Assert.ThrowsAsync<RerankProviderException>(() => reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates));
        Assert.That(error!.Error, Is.EqualTo(expected));
        Assert.That(error.Message, Does.StartWith("'vllm' at ").And.Contain(reason));
        using IReranker pipeline = reranker.AsBuilder().UseFallback().Build();
        RerankResponse response = await pipeline.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
        Assert.That(response.Results.Select(result => (result.Index, result.Placement)), Is.EqualTo(new[]
        {
            (0, RerankPlacement.FellBack), (1, RerankPlacement.FellBack), (2, RerankPlacement.FellBack),
        }));
        Assert.That(response.Stages.Single().Reason, Does.Contain("RerankProviderException: 'vllm' at "));
    }
}
