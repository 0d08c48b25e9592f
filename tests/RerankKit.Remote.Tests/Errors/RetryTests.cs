using Polly.CircuitBreaker;
using RerankKit.Conformance;
using RerankKit.Remote.Tests.Providers;

namespace RerankKit.Remote.Tests.Errors;

public class RetryTests
{
    private static readonly ProviderCase Cohere = ProviderCases.All.Single(provider => provider.Name == "cohere");

    private static IEnumerable<TestCaseData> Cases() => ProviderCases.Cases();

    [TestCaseSource(nameof(Cases))]
    public async Task AServerThatIsBusyOnceIsAskedAgain(object data)
    {
        var provider = (ProviderCase)data;
        var clock = new SkippingTimeProvider();
        int sent = 0;
        var server = new FakeServer(_ => ++sent == 1 ? FakeServer.Error(503) : FakeServer.Json(provider.UsualAnswer()));
        using var reranker = new HttpReranker(server.Client(), provider.Options(), clock);
        RerankResponse response = await reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 2, 1, 0 }));
        Assert.That(response.Stages.Single().Reason, Is.EqualTo("1 sent again"));
        Assert.That(server.Requests.Select(request => request.Body).Distinct().Count(), Is.EqualTo(1));
        Assert.That(clock.Waits, Has.Count.EqualTo(1));
        Assert.That(clock.Waits[0], Is.LessThanOrEqualTo(TimeSpan.FromSeconds(10)));
    }

    [TestCase("Retry-After", "1", 1000)]
    [TestCase("Retry-After", "0.5", 500)]
    [TestCase("Retry-After", "Fri, 02 Jan 2026 03:04:08 GMT", 3000)]
    [TestCase("Retry-After", "Fri, 02 Jan 2026 03:04:00 GMT", 0)]
    [TestCase("Retry-After-Ms", "120", 120)]
    [TestCase("retry-after-ms", "9999", 9999)]
    public async Task TheProviderSaysHowLongToWait(string header, string value, double milliseconds)
    {
        var clock = new SkippingTimeProvider();
        int sent = 0;
        using var reranker = Reranker(_ => ++sent == 1 ? FakeServer.Error(429, "{}", (header, value)) : FakeServer.Json(Cohere.UsualAnswer()), clock);
        await reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
        Assert.That(sent, Is.EqualTo(2));
        Assert.That(clock.Waits.Sum(wait => wait.TotalMilliseconds), Is.EqualTo(milliseconds));
    }

    [TestCase("soon")]
    [TestCase("NaN")]
    [TestCase("")]
    public async Task AWaitThatCannotBeReadIsOurOwn(string value)
    {
        var clock = new SkippingTimeProvider();
        int sent = 0;
        using var reranker = Reranker(_ => ++sent == 1 ? FakeServer.Error(429, "{}", ("Retry-After", value)) : FakeServer.Json(Cohere.UsualAnswer()), clock);
        await reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
        Assert.That(sent, Is.EqualTo(2));
    }

    [Test]
    public void AProviderThatAsksForTooLongAWaitIsNotAskedAgain()
    {
        int sent = 0;
        using var reranker = Reranker(_ =>
        {
            sent++;
            return FakeServer.Error(429, "{}", ("Retry-After", "11"));
        });
        RerankProviderException? error = Assert.ThrowsAsync<RerankProviderException>(() => reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates));
        Assert.That(sent, Is.EqualTo(1));
        Assert.That(error!.RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(11)));
        Assert.That(error.IsTransient);
    }

    [Test]
    public void AStormOfRefusalsEndsAfterTheAllowedRetries()
    {
        var clock = new SkippingTimeProvider();
        int sent = 0;
        using var reranker = Reranker(
            _ =>
            {
                sent++;
                return FakeServer.Error(429);
            },
            clock,
            options => options.Retry = new() { MaxRetries = 5, Delay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(2) });
        RerankProviderException? error = Assert.ThrowsAsync<RerankProviderException>(() => reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates));
        Assert.That(error!.Error, Is.EqualTo(RerankProviderError.RateLimited));
        Assert.That(sent, Is.EqualTo(6));
        Assert.That(clock.Waits, Has.Count.EqualTo(5).And.All.LessThanOrEqualTo(TimeSpan.FromSeconds(2)));
    }

    [Test]
    public void WithoutRetryNothingIsSentAgain()
    {
        int sent = 0;
        using var reranker = Reranker(
            _ =>
            {
                sent++;
                return FakeServer.Error(503);
            },
            configure: options => options.Retry = null);
        Assert.ThrowsAsync<RerankProviderException>(() => reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates));
        Assert.That(sent, Is.EqualTo(1));
    }

    [Test]
    public async Task ATimeoutIsAnErrorAndTheCallersCancellationIsNot()
    {
        var clock = new ManualTimeProvider();
        using var reranker = new HttpReranker(Never(out TaskCompletionSource asked).Client(), Cohere.Options(), clock);
        Task<RerankResponse> call = reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
        await asked.Task;
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.That(call.IsCompleted, Is.False);
        clock.Advance(TimeSpan.FromSeconds(1));
        RerankProviderException? error = Assert.ThrowsAsync<RerankProviderException>(() => call);
        Assert.That(error!.Error, Is.EqualTo(RerankProviderError.TimedOut));
        Assert.That(error.Message, Does.Contain("00:00:30"));

        using var other = new HttpReranker(Never(out asked).Client(), Cohere.Options(), clock);
        using var source = new CancellationTokenSource();
        call = other.RerankAsync(ProviderCase.Query, ProviderCase.Candidates, null, source.Token);
        await asked.Task;
        await source.CancelAsync();
        OperationCanceledException? cancelled = Assert.ThrowsAsync<OperationCanceledException>(() => call);
        Assert.That(cancelled!.CancellationToken, Is.EqualTo(source.Token));
    }

    [Test]
    public async Task ABodyThatNeverEndsTimesOut()
    {
        var clock = new ManualTimeProvider();
        var reading = new TaskCompletionSource();
        var server = new FakeServer(_ => new() { Content = new StreamContent(new EndlessStream(reading)) });
        using var reranker = new HttpReranker(server.Client(), Cohere.Options(), clock);
        Task<RerankResponse> call = reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
        await reading.Task;
        clock.Advance(TimeSpan.FromSeconds(30));
        RerankProviderException? error = Assert.ThrowsAsync<RerankProviderException>(() => call);
        Assert.That(error!.Error, Is.EqualTo(RerankProviderError.TimedOut));
    }

    [Test]
    public async Task CancellationEndsTheWaitBetweenAttempts()
    {
        var clock = new ManualTimeProvider();
        using var source = new CancellationTokenSource();
        var server = new FakeServer(_ => FakeServer.Error(429, "{}", ("Retry-After", "5")));
        using var reranker = new HttpReranker(server.Client(), Cohere.Options(), clock);
        Task<RerankResponse> call = reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates, null, source.Token);
        Assert.That(call.IsCompleted, Is.False);
        await source.CancelAsync();
        Assert.That(() => call, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(server.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task CancellationEndsACallOfSeveralRequests()
    {
        using var source = new CancellationTokenSource();
        FakeServer server = Never(out TaskCompletionSource asked);
        var options = new TextEmbeddingsInferenceOptions { Endpoint = new("http://tei"), DiscoverLimits = false, MaxCandidatesPerRequest = 1 };
        using var reranker = new HttpReranker(server.Client(), options);
        Task<RerankResponse> call = reranker.RerankAsync("q", ["a", "b", "c"], null, source.Token);
        await asked.Task;
        await source.CancelAsync();
        Assert.That(() => call, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void FailuresOfTheClientsHandlersAreTyped()
    {
        Assert.That(Thrown(new HttpRequestException(HttpRequestError.NameResolutionError, "x")).Error, Is.EqualTo(RerankProviderError.Unreachable));
        Assert.That(Thrown(new HttpRequestException(HttpRequestError.SecureConnectionError, "x")).IsTransient, Is.False);
        Assert.That(Thrown(new HttpRequestException("x")).IsTransient);
        Assert.That(Thrown(new IOException("x")).Error, Is.EqualTo(RerankProviderError.Unreachable));
        Assert.That(Thrown(new BrokenCircuitException("x")).Error, Is.EqualTo(RerankProviderError.Unavailable));
        Assert.That(Thrown(new Polly.Timeout.TimeoutRejectedException("x")).Error, Is.EqualTo(RerankProviderError.TimedOut));
        Assert.That(Thrown(new TaskCanceledException("x", new TimeoutException())).Error, Is.EqualTo(RerankProviderError.TimedOut));
    }

    private static RerankProviderException Thrown(Exception exception)
    {
        using HttpReranker reranker = Reranker(_ => throw exception);
        return Assert.ThrowsAsync<RerankProviderException>(() => reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates))!;
    }

    private static HttpReranker Reranker(Func<SentRequest, HttpResponseMessage> answer, TimeProvider? clock = null, Action<RemoteRerankerOptions>? configure = null)
    {
        RemoteRerankerOptions options = Cohere.Options();
        configure?.Invoke(options);
        return new(new FakeServer(answer).Client(), options, clock ?? new SkippingTimeProvider());
    }

    private static FakeServer Never(out TaskCompletionSource asked)
    {
        TaskCompletionSource signal = asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return new(async (_, token) =>
        {
            signal.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            throw new InvalidOperationException("An endless wait ended.");
        });
    }

    /// <summary>Gives a blank, then nothing more.</summary>
    private sealed class EndlessStream(TaskCompletionSource reading) : MemoryStream([.. " "u8])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await base.ReadAsync(buffer, cancellationToken);
            if (read == 0)
            {
                reading.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }

            return read;
        }
    }
}
