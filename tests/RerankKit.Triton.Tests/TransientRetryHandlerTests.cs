using System.Net;
using RerankKit.Conformance;

namespace RerankKit.Triton.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class TransientRetryHandlerTests
{
    private static readonly Uri[] Two = [new("http://a:8000"), new("http://b:8000")];
    private const string Unknown = "Request for unknown model: 'm' is not found";
    private readonly ManualTimeProvider _time = new();

    [TestCase(HttpStatusCode.InternalServerError)]
    [TestCase(HttpStatusCode.ServiceUnavailable)]
    [TestCase(HttpStatusCode.TooManyRequests)]
    [TestCase(HttpStatusCode.RequestTimeout)]
    public async Task AnotherEndpointIsAskedAtOnce(HttpStatusCode failure)
    {
        var transport = new ScriptedHandler(request => request.RequestUri!.Host == "a" ? failure : HttpStatusCode.OK);
        using HttpMessageInvoker client = Client(transport, Two);
        for (int i = 0; i < 10; i++)
        {
            Assert.That(await StatusAsync(client), Is.EqualTo(HttpStatusCode.OK));
        }

        Assert.That(_time.PendingTimers, Is.Zero);
    }

    [Test]
    public async Task ABrokenConnectionIsRetried()
    {
        var transport = new ScriptedHandler((request, _) => request.RequestUri!.Host == "a"
            ? Task.FromException<HttpResponseMessage>(new HttpRequestException(HttpRequestError.ConnectionError))
            : Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)));
        using HttpMessageInvoker client = Client(transport, Two);
        Assert.That(await StatusAsync(client), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(transport.Hosts, Is.EqualTo(["a", "b"]));
    }

    [Test]
    public async Task TheSameEndpointIsAskedAfterAPauseThatDoubles()
    {
        var transport = new ScriptedHandler(_ => HttpStatusCode.ServiceUnavailable);
        using HttpMessageInvoker client = Client(transport, Two[..1], new() { Delay = TimeSpan.FromMilliseconds(100) });
        Task<HttpStatusCode> call = StatusAsync(client);
        Assert.That(transport.Hosts, Has.Count.EqualTo(1));
        _time.Advance(TimeSpan.FromMilliseconds(49));
        Assert.That(transport.Hosts, Has.Count.EqualTo(1), "half of the pause at least");
        await WaitAsync(transport, 2, TimeSpan.FromMilliseconds(51));
        await WaitAsync(transport, 3, TimeSpan.FromMilliseconds(200));
        Assert.That(await call, Is.EqualTo(HttpStatusCode.ServiceUnavailable), "the last answer is the caller's");
    }

    [TestCase(1, 3)]
    [TestCase(10, 1)]
    public async Task AServersWishIsHonouredUpToTheLimit(int seconds, int attempts)
    {
        var transport = new ScriptedHandler((_, _) =>
        {
            var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
            response.Headers.RetryAfter = new(TimeSpan.FromSeconds(seconds));
            return Task.FromResult(response);
        });
        using HttpMessageInvoker client = Client(transport, Two[..1]);
        Task<HttpStatusCode> call = StatusAsync(client);
        for (int attempt = 2; attempt <= attempts; attempt++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(990));
            Assert.That(transport.Hosts, Has.Count.EqualTo(attempt - 1));
            await WaitAsync(transport, attempt, TimeSpan.FromMilliseconds(10));
        }

        Assert.That(await call, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(transport.Hosts, Has.Count.EqualTo(attempts));
    }

    [TestCase(HttpStatusCode.BadRequest)]
    [TestCase(HttpStatusCode.NotImplemented)]
    public async Task WhatWillNotPassIsNotRetried(HttpStatusCode status)
    {
        var transport = new ScriptedHandler(_ => status);
        using HttpMessageInvoker client = Client(transport, Two);
        Assert.That(await StatusAsync(client), Is.EqualTo(status));
        Assert.That(transport.Hosts, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task AModelThatOneEndpointLacksIsAskedForElsewhereAtOnce()
    {
        var transport = new ScriptedHandler((request, _) => Task.FromResult(
            request.RequestUri!.Host == "a" ? ScriptedHandler.Error(HttpStatusCode.BadRequest, Unknown) : new HttpResponseMessage(HttpStatusCode.OK)));
        using HttpMessageInvoker client = Client(transport, Two);
        for (int i = 0; i < 10; i++)
        {
            Assert.That(await StatusAsync(client), Is.EqualTo(HttpStatusCode.OK));
        }

        Assert.That(_time.PendingTimers, Is.Zero);
    }

    [TestCase(1)]
    [TestCase(2)]
    public async Task AModelThatAllEndpointsLackIsAskedForOnceAtEach(int endpoints)
    {
        var transport = new ScriptedHandler((_, _) => Task.FromResult(ScriptedHandler.Error(HttpStatusCode.NotFound, Unknown)));
        using HttpMessageInvoker client = Client(transport, Two[..endpoints]);
        Assert.That(await StatusAsync(client), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(transport.Hosts, Is.EqualTo(((string[])["a", "b"])[..endpoints]));
    }

    [Test]
    public async Task AnEndpointThatFailedIsAskedAgainBeforeOneWithoutTheModel()
    {
        int asked = 0;
        var transport = new ScriptedHandler((request, _) => Task.FromResult(
            request.RequestUri!.Host == "b" ? ScriptedHandler.Error(HttpStatusCode.BadRequest, Unknown) : new HttpResponseMessage(++asked == 1 ? HttpStatusCode.InternalServerError : HttpStatusCode.OK)));
        using HttpMessageInvoker client = Client(transport, Two);
        Task<HttpStatusCode> call = StatusAsync(client);
        Assert.That(transport.Hosts, Is.EqualTo(["a", "b"]));
        await WaitAsync(transport, 3, TimeSpan.FromSeconds(1));
        Assert.That(await call, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(transport.Hosts, Is.EqualTo(["a", "b", "a"]));
    }

    [Test]
    public async Task CancellationEndsThePause()
    {
        var transport = new ScriptedHandler(_ => HttpStatusCode.ServiceUnavailable);
        using HttpMessageInvoker client = Client(transport, Two[..1]);
        using var source = new CancellationTokenSource();
        using HttpRequestMessage request = Request();
        Task<HttpResponseMessage> call = client.SendAsync(request, source.Token);
        await source.CancelAsync();
        Assert.That(async () => await call, Throws.InstanceOf<OperationCanceledException>());
    }

    // The continuation of a timer may run elsewhere: the clock is moved, then the attempt awaited.
    private async Task WaitAsync(ScriptedHandler transport, int attempts, TimeSpan by)
    {
        _time.Advance(by);
        while (transport.Hosts.Count < attempts)
        {
            await Task.Yield();
        }

        while (transport.Hosts.Count == attempts && attempts < 3 && _time.PendingTimers == 0)
        {
            await Task.Yield();
        }
    }

    private HttpMessageInvoker Client(ScriptedHandler transport, Uri[] endpoints, TransientRetryOptions? options = null) =>
        new(new TransientRetryHandler(options, _time)
        {
            InnerHandler = new EndpointBalancingHandler(endpoints, new() { FailuresToEject = 100 }, _time) { InnerHandler = transport },
        });

    private static HttpRequestMessage Request() => new(HttpMethod.Post, "http://a:8000/v2/models/m/infer") { Content = new ByteArrayContent([1, 2, 3]) };

    private static async Task<HttpStatusCode> StatusAsync(HttpMessageInvoker client)
    {
        using HttpRequestMessage request = Request();
        using HttpResponseMessage response = await client.SendAsync(request, CancellationToken.None);
        return response.StatusCode;
    }
}
