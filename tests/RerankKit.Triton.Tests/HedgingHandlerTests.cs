using System.Net;
using RerankKit.Conformance;

namespace RerankKit.Triton.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class HedgingHandlerTests
{
    private static readonly Uri[] Two = [new("http://a:8000"), new("http://b:8000")];
    private readonly ManualTimeProvider _time = new();
    private readonly List<HeldCall> _calls = [];

    [Test]
    public async Task NothingIsHedgedUntilEnoughIsKnown()
    {
        using HttpMessageInvoker client = Client(new() { Window = 16, MaxExtraLoad = 1 });
        Task<HttpStatusCode> call = StatusAsync(client);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.That(_calls, Has.Count.EqualTo(1));
        _calls[0].Answer(HttpStatusCode.OK);
        Assert.That(await call, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task ASlowRequestIsSentToTheOtherEndpointAndTheFirstAnswerWins()
    {
        using HttpMessageInvoker client = Client(new() { Window = 16, MaxExtraLoad = 1 });
        await LearnAsync(client, TimeSpan.FromMilliseconds(20));
        Task<HttpStatusCode> call = StatusAsync(client);
        _time.Advance(TimeSpan.FromMilliseconds(18));
        Assert.That(_calls, Has.Count.EqualTo(1), "no slower than most yet: timers have whole milliseconds");
        await AdvanceAsync(TimeSpan.FromMilliseconds(2), calls: 2);
        Assert.That(_calls.Select(held => held.Host), Is.Unique);
        _calls[1].Answer(HttpStatusCode.Accepted);
        Assert.That(await call, Is.EqualTo(HttpStatusCode.Accepted));
    }

    [Test]
    public async Task WithoutBalancingTheRequestThatLostIsCancelled()
    {
        using var client = new HttpMessageInvoker(new HedgingHandler(new() { Window = 16, MaxExtraLoad = 1 }, _time) { InnerHandler = Transport() });
        await LearnAsync(client, TimeSpan.FromMilliseconds(20));
        Task<HttpStatusCode> call = StatusAsync(client);
        await AdvanceAsync(TimeSpan.FromMilliseconds(20), calls: 2);
        _calls[1].Answer(HttpStatusCode.OK);
        Assert.That(await call, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(_calls[0].IsCancelled, "nothing else would ever end it");
    }

    [Test]
    public async Task AnEndpointThatLosesCountsAsBusyUntilItAnswersAndIsSparedMeanwhile()
    {
        using HttpMessageInvoker client = Client(new() { Window = 16, MaxExtraLoad = 1 });
        await LearnAsync(client, TimeSpan.FromMilliseconds(20));
        HeldCall lost = await LoseAsync(client);
        Assert.That(lost.IsCancelled, Is.False, "what the server has begun it does to its end");

        await AnswerAsync(client, times: 6);
        Assert.That(_calls.Select(held => held.Host), Has.None.EqualTo(lost.Host), "it still has one under way");

        await EndAsync(() => lost.Answer(HttpStatusCode.OK));
        _calls.Clear();
        await AnswerAsync(client, times: 6);
        Assert.That(_calls.Count(held => held.Host == lost.Host), Is.EqualTo(3), "with nothing under way it takes its turn");
    }

    [Test]
    public async Task AnEndpointThatIsStuckIsLeftOutByItsLostRequests()
    {
        using HttpMessageInvoker client = Client(new() { Window = 16, MaxExtraLoad = 1 }, new() { FailuresToEject = 1, AttemptTimeout = TimeSpan.FromSeconds(1), Ejection = TimeSpan.FromMinutes(1), MaxEjection = TimeSpan.FromMinutes(1) });
        await LearnAsync(client, TimeSpan.FromMilliseconds(20));
        HeldCall lost = await LoseAsync(client);
        await EndAsync(() => _time.Advance(TimeSpan.FromSeconds(1)));
        Assert.That(lost.IsCancelled, "an attempt has its limit, whether anybody still waits for it or not");
        await AnswerAsync(client, times: 6);
        Assert.That(_calls.Select(held => held.Host), Has.None.EqualTo(lost.Host));
    }

    [Test]
    public async Task ARequestThatLostBeforeItWasSentIsHeldAgainstNobody()
    {
        using HttpMessageInvoker client = Client(new() { Window = 16, MaxExtraLoad = 1 }, new() { AttemptTimeout = TimeSpan.FromHours(1), FailuresToEject = 1 });
        await LearnAsync(client, TimeSpan.FromMilliseconds(20));
        HeldCall lost = await LoseAsync(client);
        await EndAsync(() => lost.Fail(new HttpRequestException("not sent", new ObjectDisposedException("content"))));
        await AnswerAsync(client, times: 6);
        Assert.That(_calls.Count(held => held.Host == lost.Host), Is.EqualTo(3), "its body was the caller's, who has disposed it");
    }

    [Test]
    public async Task ARequestThatLostAndFailedLeavesNothingCounted([Values] bool isFirstLost)
    {
        using HttpMessageInvoker client = Client(new() { Window = 16, MaxExtraLoad = 1 });
        await LearnAsync(client, TimeSpan.FromMilliseconds(20));
        HeldCall lost = await LoseAsync(client, isFirstLost);
        await EndAsync(() => lost.Fail(new OperationCanceledException()));
        await AnswerAsync(client, times: 6);
        Assert.That(_calls.Count(held => held.Host == "a"), Is.EqualTo(3), "neither is taken for busy");
    }

    [Test]
    public async Task TheFirstRequestMayStillWin()
    {
        using HttpMessageInvoker client = Client(new() { Window = 16, MaxExtraLoad = 1 });
        await LearnAsync(client, TimeSpan.FromMilliseconds(20));
        Task<HttpStatusCode> call = StatusAsync(client);
        await AdvanceAsync(TimeSpan.FromMilliseconds(20), calls: 2);
        _calls[0].Answer(HttpStatusCode.OK);
        Assert.That(await call, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(_calls[1].IsCancelled, Is.False);
    }

    [Test]
    public async Task AFailureDoesNotWinOverARequestThatIsStillUnderWay([Values] bool isException)
    {
        using HttpMessageInvoker client = Client(new() { Window = 16, MaxExtraLoad = 1 });
        await LearnAsync(client, TimeSpan.FromMilliseconds(20));
        Task<HttpStatusCode> call = StatusAsync(client);
        await AdvanceAsync(TimeSpan.FromMilliseconds(20), calls: 2);
        if (isException)
        {
            _calls[0].Fail(new HttpRequestException(HttpRequestError.ConnectionError));
        }
        else
        {
            _calls[0].Answer(HttpStatusCode.InternalServerError);
        }

        Assert.That(call.IsCompleted, Is.False);
        _calls[1].Answer(HttpStatusCode.OK);
        Assert.That(await call, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task AnEndpointWithoutTheModelDoesNotWinOverARequestThatIsStillUnderWay()
    {
        using HttpMessageInvoker client = Client(new() { Window = 16, MaxExtraLoad = 1 });
        await LearnAsync(client, TimeSpan.FromMilliseconds(20));
        Task<HttpStatusCode> call = StatusAsync(client);
        await AdvanceAsync(TimeSpan.FromMilliseconds(20), calls: 2);
        _calls[1].Answer(ScriptedHandler.Error(HttpStatusCode.BadRequest, "Request for unknown model: 'm' is not found"));
        Assert.That(call.IsCompleted, Is.False);
        _calls[0].Answer(HttpStatusCode.OK);
        Assert.That(await call, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task WhenBothFailTheFirstFailureIsTheCallers()
    {
        using HttpMessageInvoker client = Client(new() { Window = 16, MaxExtraLoad = 1 });
        await LearnAsync(client, TimeSpan.FromMilliseconds(20));
        Task<HttpStatusCode> call = StatusAsync(client);
        await AdvanceAsync(TimeSpan.FromMilliseconds(20), calls: 2);
        _calls[1].Answer(HttpStatusCode.BadGateway);
        _calls[0].Fail(new HttpRequestException(HttpRequestError.ResponseEnded));
        Assert.That(async () => await call, Throws.TypeOf<HttpRequestException>());
    }

    [Test]
    public async Task ExtraLoadIsBounded()
    {
        using HttpMessageInvoker client = Client(new() { Window = 16, MaxExtraLoad = 0.25 });
        await LearnAsync(client, TimeSpan.FromMilliseconds(20), times: 16);

        // Sixteen quarters were earned; each call earns one more.
        int hedges = 0;
        for (int i = 0; i < 20; i++)
        {
            Task<HttpStatusCode> call = StatusAsync(client);
            _time.Advance(TimeSpan.FromSeconds(20));
            while (CallCount() == 1 && hedges < 4 + ((i + 1) / 4) && !call.IsCompleted)
            {
                await Task.Yield();
            }

            hedges += _calls.Count - 1;
            _calls[0].Answer(HttpStatusCode.OK);
            await call;
            _calls.Clear();
        }

        Assert.That(hedges, Is.InRange(5, 9), "(16 + 20) / 4");
    }

    [Test]
    public async Task QuestionsWithoutABodyAreNotHedged()
    {
        using HttpMessageInvoker client = Client(new() { Window = 16, MaxExtraLoad = 1 });
        await LearnAsync(client, TimeSpan.FromMilliseconds(20));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://a:8000/v2");
        Task<HttpResponseMessage> call = client.SendAsync(request, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.That(_calls, Has.Count.EqualTo(1));
        _calls[0].Answer(HttpStatusCode.OK);
        (await call).Dispose();
    }

    [Test]
    public async Task CancellationEndsBoth()
    {
        using HttpMessageInvoker client = Client(new() { Window = 16, MaxExtraLoad = 1 });
        await LearnAsync(client, TimeSpan.FromMilliseconds(20));
        using var source = new CancellationTokenSource();
        using HttpRequestMessage request = Request();
        Task<HttpResponseMessage> call = client.SendAsync(request, source.Token);
        await AdvanceAsync(TimeSpan.FromMilliseconds(20), calls: 2);
        await source.CancelAsync();
        Assert.That(async () => await call, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_calls.Select(held => held.IsCancelled), Has.All.True);
    }

    private HttpMessageInvoker Client(HedgingOptions options, EndpointBalancingOptions? balancing = null) => new(new HedgingHandler(options, _time)
    {
        InnerHandler = new EndpointBalancingHandler(Two, balancing ?? new() { AttemptTimeout = TimeSpan.FromHours(1), FailuresToEject = 1000 }, _time) { InnerHandler = Transport() },
    });

    private ScriptedHandler Transport() => new((request, token) =>
    {
        var held = new HeldCall(request.RequestUri!.Host, token);
        lock (_calls)
        {
            _calls.Add(held);
        }

        return held.Task;
    });

    // A call whose one request loses; the other's answer is its caller's, who then disposes what he sent.
    private async Task<HeldCall> LoseAsync(HttpMessageInvoker client, bool isFirstLost = true)
    {
        _calls.Clear();
        Task<HttpStatusCode> call = StatusAsync(client);
        await AdvanceAsync(TimeSpan.FromMilliseconds(20), calls: 2);
        _calls[isFirstLost ? 1 : 0].Answer(HttpStatusCode.OK);
        await call;
        HeldCall lost = _calls[isFirstLost ? 0 : 1];
        _calls.Clear();
        return lost;
    }

    // On a thread without a context what waits for it has gone on when it returns.
    private static Task EndAsync(Action end) => Task.Run(end);

    private async Task AnswerAsync(HttpMessageInvoker client, int times)
    {
        for (int i = 0; i < times; i++)
        {
            Task<HttpStatusCode> call = StatusAsync(client);
            _calls[^1].Answer(HttpStatusCode.OK);
            await call;
        }
    }

    private async Task LearnAsync(HttpMessageInvoker client, TimeSpan latency, int times = 8)
    {
        for (int i = 0; i < times; i++)
        {
            Task<HttpStatusCode> call = StatusAsync(client);

            // One slow request among fast ones: of so few the slowest is the percentile, and none of them is hedged.
            _time.Advance(i == 0 ? latency - TimeSpan.FromTicks(1) : TimeSpan.FromMilliseconds(1));
            _calls[0].Answer(HttpStatusCode.OK);
            await call;
            _calls.Clear();
        }

        Assert.That(_time.PendingTimers, Is.Zero);
    }

    // A list counts what it does not hold yet: the second request comes on another thread.
    private int CallCount()
    {
        lock (_calls)
        {
            return _calls.Count;
        }
    }

    private async Task AdvanceAsync(TimeSpan by, int calls)
    {
        _time.Advance(by);
        for (int turn = 0; CallCount() < calls; turn++)
        {
            Assert.That(turn, Is.LessThan(1_000_000), "no second request was sent");
            await Task.Yield();
        }
    }

    private static HttpRequestMessage Request() => new(HttpMethod.Post, "http://a:8000/v2/models/m/infer") { Content = new ByteArrayContent([1, 2, 3]) };

    private static async Task<HttpStatusCode> StatusAsync(HttpMessageInvoker client)
    {
        using HttpRequestMessage request = Request();
        using HttpResponseMessage response = await client.SendAsync(request, CancellationToken.None);
        return response.StatusCode;
    }

    private sealed class HeldCall
    {
        private readonly TaskCompletionSource<HttpResponseMessage> _source = new();

        public HeldCall(string host, CancellationToken cancellationToken)
        {
            Host = host;
            cancellationToken.Register(() => _source.TrySetCanceled(cancellationToken));
        }

        public string Host { get; }

        public Task<HttpResponseMessage> Task => _source.Task;

        public bool IsCancelled => _source.Task.IsCanceled;

        public void Answer(HttpStatusCode status) => Answer(new HttpResponseMessage(status));

        public void Answer(HttpResponseMessage response) => _source.TrySetResult(response);

        public void Fail(Exception exception) => _source.TrySetException(exception);
    }
}
