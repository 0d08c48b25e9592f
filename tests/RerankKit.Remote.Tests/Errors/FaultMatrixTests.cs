using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;
using RerankKit.Remote.Tests.Providers;

namespace RerankKit.Remote.Tests.Errors;

/// <summary>Every fault of a network and of a server, at every provider and at a language model: a typed error without a fallback, an answer with the reason with one.</summary>
public class FaultMatrixTests
{
    // A call that never ends fails its test instead of hanging it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly ProviderCase LanguageModel = new(
        "chat-completions", () => throw new NotSupportedException(), _ => """{"choices":[{"message":{"content":"yes"},"finish_reason":"stop"}]}""");

    private static IEnumerable<TestCaseData> Providers() => [.. ProviderCases.Cases(), new TestCaseData(LanguageModel).SetArgDisplayNames(LanguageModel.Name)];

    private static IEnumerable<TestCaseData> Faults() => Providers().SelectMany(provider => Enum.GetValues<Fault>().Where(fault => fault != Fault.Trickle).Select(fault =>
    {
        var data = (ProviderCase)provider.Arguments[0]!;
        return new TestCaseData(data, fault).SetArgDisplayNames(data.Name, fault.ToString());
    }));

    [TestCaseSource(nameof(Faults))]
    public async Task AFaultIsATypedErrorOrAFallbackWithTheReason(object data, object fault)
    {
        var provider = (ProviderCase)data;
        using SocketServer? server = Serve(provider, (Fault)fault, out Uri address);
        using HttpClient client = (Fault)fault == Fault.UnknownHost ? UnknownNames.Client() : new();
        RerankProviderError expected = (Fault)fault switch
        {
            Fault.Storm429 => RerankProviderError.RateLimited,
            Fault.Storm503 => RerankProviderError.Unavailable,
            _ => RerankProviderError.Unreachable,
        };

        RerankProviderException error = await FailAsync(Reranker(provider, client, address, new SkippingTimeProvider()));
        Assert.That((error.Error, error.Provider), Is.EqualTo((expected, NameOf(provider))));
        if (server is not null)
        {
            // Nonsense will not turn into sense; all else is worth two more attempts.
            Assert.That(server.Requests, Is.EqualTo((Fault)fault == Fault.Nonsense ? 1 : 3));
        }

        RerankResponse response = await FallBackAsync(Reranker(provider, client, address, new SkippingTimeProvider()));
        Assert.That(response.Stages[0].Reason, Does.Contain(error.Provider).Or.Contain("language model"));
    }

    [TestCaseSource(nameof(Providers))]
    public async Task AnAnswerThatTricklesTimesOutAndIsNotWaitedForWhenTheCallerCancels(object data)
    {
        var provider = (ProviderCase)data;
        using var client = new HttpClient();

        // Without and with a fallback.
        foreach (bool fallsBack in (bool[])[false, true])
        {
            using SocketServer server = Serve(provider, Fault.Trickle, out Uri address)!;
            var clock = new ManualTimeProvider();
            IReranker reranker = Reranker(provider, client, address, clock);
            Task call = fallsBack ? FallBackAsync(reranker) : FailAsync(reranker);
            await server.Stalled.Task;
            clock.Advance(TimeSpan.FromSeconds(61));
            await call.WaitAsync(Patience, TimeProvider.System);
            Assert.That(call is not Task<RerankProviderException> failed || failed.Result.Error == RerankProviderError.TimedOut);
            Assert.That(server.Requests, Is.EqualTo(1), "a timeout is not tried again");
        }

        using SocketServer other = Serve(provider, Fault.Trickle, out Uri otherAddress)!;
        using var source = new CancellationTokenSource();
        using IReranker pipeline = Reranker(provider, client, otherAddress, new ManualTimeProvider()).AsBuilder().UseFallback().Build();
        Task<RerankResponse> cancelled = pipeline.RerankAsync(ProviderCase.Query, ProviderCase.Candidates, null, source.Token);
        await other.Stalled.Task;
        await source.CancelAsync();
        Assert.That(() => cancelled.WaitAsync(Patience, TimeProvider.System), Throws.InstanceOf<OperationCanceledException>());
    }

    [TestCaseSource(nameof(Providers))]
    public async Task WithHalfOfTheEndpointsDownNoCallFails(object data)
    {
        // What stands between: a load balancer that does not notice.
        var provider = (ProviderCase)data;
        using SocketServer up = new(_ => new(provider.UsualAnswer()));
        using var client = new HttpClient(new Alternating(up.Address, Refusing()));
        async Task<RerankResponse[]> CallAsync(IReranker reranker) =>
            [.. await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates)))];

        // One after the other: the attempt after a refused one meets the endpoint that is up.
        using IReranker retrying = Reranker(provider, client, new("http://balanced.test"), new SkippingTimeProvider());
        for (int i = 0; i < 4; i++)
        {
            RerankResponse response = await retrying.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
            Assert.That(response.Results, Has.Count.EqualTo(3).And.All.Matches<RerankResult>(result => result.IsScored));
        }

        IReranker plain = Reranker(provider, client, new("http://balanced.test"), TimeProvider.System, retries: false);
        using IReranker fallback = plain.AsBuilder().UseFallback(options => options.BreakCircuit = false).Build();
        RerankResponse[] responses = await CallAsync(fallback);
        Assert.That(responses, Has.All.Matches<RerankResponse>(response => response.Results.Count == ProviderCase.Candidates.Length));
        int fellBack = responses.Count(response => response.Results[0].Placement == RerankPlacement.FellBack);
        Assert.That(fellBack, provider == LanguageModel ? Is.LessThan(responses.Length) : Is.EqualTo(responses.Length / 2));
        Assert.That(
            responses.Where(response => response.Results[0].Placement == RerankPlacement.FellBack).Select(response => response.Stages[0].Reason),
            Has.All.Contains("RerankProviderException: '").Or.All.Contains("ChatRerankException: "));
    }

    private static SocketServer? Serve(ProviderCase provider, Fault fault, out Uri address)
    {
        SocketAnswer? answer = fault switch
        {
            Fault.Storm429 => new("""{"message":"slow down"}""", 429, "retry-after-ms: 5\r\n"),
            Fault.Storm503 => new("<html>gateway</html>", 503),
            Fault.Reset => new(provider.UsualAnswer(), Fault: SocketFault.Reset),
            Fault.Close => new(provider.UsualAnswer(), Fault: SocketFault.Close),
            Fault.Silence => new(provider.UsualAnswer(), Fault: SocketFault.Silence),
            Fault.Nonsense => new("SSH-2.0-OpenSSH_9.6", Fault: SocketFault.Nonsense),
            Fault.Trickle => new(provider.UsualAnswer() + new string(' ', 100_000), Fault: SocketFault.Trickle),
            _ => null,
        };
        SocketServer? server = answer is null ? null : new(_ => answer);
        address = server?.Address ?? (fault == Fault.UnknownHost ? new("http://no-such-host.invalid") : Refusing());
        return server;
    }

    private static Uri Refusing()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    private static IReranker Reranker(ProviderCase provider, HttpClient client, Uri address, TimeProvider clock, bool retries = true)
    {
        if (provider == LanguageModel)
        {
            var chat = new OpenAICompatibleChatClientOptions { Endpoint = address, Retry = retries ? new() : null };
            return new ChatClientReranker(new OpenAICompatibleChatClient(client, chat, clock), new() { Method = new YesNoChatMethod(), MaxConcurrency = 1, MaxFailuresInARow = 1 }, clock);
        }

        RemoteRerankerOptions options = provider.Options();
        (options.Endpoint, options.Retry) = (address, retries ? options.Retry : null);
        options.ModelId ??= "m";
        return new HttpReranker(client, options, clock);
    }

    private static string NameOf(ProviderCase provider) => provider == LanguageModel ? LanguageModel.Name : provider.Options().ProviderName;

    private static async Task<RerankProviderException> FailAsync(IReranker reranker)
    {
        try
        {
            await reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
        }
        catch (RerankProviderException exception)
        {
            return exception;
        }
        catch (ChatRerankException exception)
        {
            return (RerankProviderException)exception.InnerException!;
        }

        throw new AssertionException("It did not fail.");
    }

    private static async Task<RerankResponse> FallBackAsync(IReranker reranker)
    {
        using IReranker pipeline = reranker.AsBuilder().UseFallback().Build();
        RerankResponse response = await pipeline.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
        Assert.That(response.Results.Select(result => (result.Index, result.Placement)), Is.EqualTo(new[]
        {
            (0, RerankPlacement.FellBack), (1, RerankPlacement.FellBack), (2, RerankPlacement.FellBack),
        }));
        Assert.That(response.Stages[0].Reason, Does.Contain("Exception: "));
        return response;
    }

    private enum Fault
    {
        Refused,
        UnknownHost,
        Reset,
        Close,
        Silence,
        Nonsense,
        Storm429,
        Storm503,
        Trickle,
    }

    /// <summary>Sends every other request to each of two servers.</summary>
    private sealed class Alternating(Uri first, Uri second) : DelegatingHandler(new SocketsHttpHandler())
    {
        private int _sent;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new(Interlocked.Increment(ref _sent) % 2 == 0 ? first : second, request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
