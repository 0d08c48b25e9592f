using System.Net;
using RerankKit.Conformance;

namespace RerankKit.Onnx.Tests.Serving;

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
        _time.Advance(TimeSpan.FromMilliseconds(19));
        Assert.That(_calls, Has.Count.EqualTo(1), "no slower than most yet");
        await AdvanceAsync(TimeSpan.FromMilliseconds(1), calls: 2);
        Assert.That(_calls.Select(held => held.Host), Is.Unique);
        _calls[1].Answer(HttpStatusCode.Accepted);
        Assert.That(await call, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(_calls[0].IsCancelled, "the one that lost is not waited for");
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
        Assert.That(_calls[1].IsCancelled);
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
            while (_calls.Count == 1 && hedges < 4 + ((i + 1) / 4) && !call.IsCompleted)
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

    private HttpMessageInvoker Client(HedgingOptions options) => new(new HedgingHandler(options, _time)
    {
        InnerHandler = new EndpointBalancingHandler(Two, new() { AttemptTimeout = TimeSpan.FromHours(1), FailuresToEject = 1000 }, _time)
        {
            InnerHandler = new ScriptedHandler((request, token) =>
            {
                var held = new HeldCall(request.RequestUri!.Host, token);
                lock (_calls)
                {
                    _calls.Add(held);
                }

                return held.Task;
            }),
        },
    });

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

    private async Task AdvanceAsync(TimeSpan by, int calls)
    {
        _time.Advance(by);
        for (int turn = 0; _calls.Count < calls; turn++)
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
