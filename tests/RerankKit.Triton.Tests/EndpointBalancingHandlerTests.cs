using System.Net;
using RerankKit.Conformance;

namespace RerankKit.Triton.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class EndpointBalancingHandlerTests
{
    private static readonly Uri[] Three = [new("http://a:8000"), new("http://b:8000/triton"), new("http://c:8000")];
    private readonly ManualTimeProvider _time = new();

    [Test]
    public async Task TheAddressIsExchangedAndThePathIsKept()
    {
        var transport = new ScriptedHandler(_ => HttpStatusCode.OK);
        using HttpMessageInvoker client = Client(transport);
        for (int i = 0; i < 3; i++)
        {
            using HttpRequestMessage request = Request();
            using HttpResponseMessage response = await client.SendAsync(request, CancellationToken.None);
            Assert.That(request.RequestUri!.Host, Is.EqualTo("a"), "the request is given back as it was");
        }

        Assert.That(transport.Addresses.Select(address => address.AbsoluteUri), Is.EqualTo(
            ["http://a:8000/v2/models/m%2Fn/infer", "http://b:8000/triton/v2/models/m%2Fn/infer", "http://c:8000/v2/models/m%2Fn/infer"]));
    }

    [Test]
    public async Task TheEndpointWithTheFewestRequestsUnderWayIsTaken()
    {
        var slow = new TaskCompletionSource();
        var transport = new ScriptedHandler(async (request, _) =>
        {
            if (request.RequestUri!.Host != "c")
            {
                await slow.Task;
            }

            return new(HttpStatusCode.OK);
        });
        using HttpMessageInvoker client = Client(transport);
        Task[] calls = [.. Enumerable.Range(0, 6).Select(_ => SendAsync(client))];
        Assert.That(transport.Hosts, Is.EqualTo(["a", "b", "c", "c", "c", "c"]), "a and b hold one each, c none");
        slow.SetResult();
        await Task.WhenAll(calls);
    }

    [Test]
    public async Task AnEndpointThatFailsIsLeftOutAndComesBackWhenItAnswers()
    {
        bool isDown = true;
        var transport = new ScriptedHandler(request => request.RequestUri!.Host == "a" && isDown ? HttpStatusCode.InternalServerError : HttpStatusCode.OK);
        using HttpMessageInvoker client = Client(transport, new() { FailuresToEject = 2 });
        await SendAsync(client, 6);
        transport.Hosts.Clear();
        await SendAsync(client, 6);
        Assert.That(transport.Hosts, Does.Not.Contain("a"));

        _time.Advance(TimeSpan.FromSeconds(1));
        await SendAsync(client, 3);
        Assert.That(transport.Hosts.Count(host => host == "a"), Is.EqualTo(1), "one request probes");
        _time.Advance(TimeSpan.FromSeconds(1.9));
        await SendAsync(client, 3);
        Assert.That(transport.Hosts.Count(host => host == "a"), Is.EqualTo(1), "the second time it is out twice as long");

        isDown = false;
        _time.Advance(TimeSpan.FromSeconds(0.2));
        await SendAsync(client, 6);
        Assert.That(transport.Hosts.Count(host => host == "a"), Is.GreaterThan(2), "it answered and takes its share");
    }

    [Test]
    public async Task EjectionsGrowNoLongerThanTheLimit()
    {
        var transport = new ScriptedHandler(request => request.RequestUri!.Host == "a" ? HttpStatusCode.BadGateway : HttpStatusCode.OK);
        using HttpMessageInvoker client = Client(transport, new() { FailuresToEject = 1, Ejection = TimeSpan.FromSeconds(1), MaxEjection = TimeSpan.FromSeconds(4) });
        await SendAsync(client, 3);
        List<int> probedAfter = [];
        int since = 0;
        for (int second = 1; second <= 16; second++)
        {
            transport.Hosts.Clear();
            _time.Advance(TimeSpan.FromSeconds(1));
            since++;
            await SendAsync(client, 3);
            if (transport.Hosts.Contains("a"))
            {
                probedAfter.Add(since);
                since = 0;
            }
        }

        Assert.That(probedAfter, Is.EqualTo([1, 2, 4, 4, 4]));
    }

    [Test]
    public async Task WithAProbePathNoRequestIsSpentOnAnEndpointThatIsDown()
    {
        bool isDown = true;
        var transport = new ScriptedHandler(request => request.RequestUri!.Host == "a" && isDown ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK);
        using HttpMessageInvoker client = Client(transport, new() { FailuresToEject = 1, ProbePath = "v2/health/ready" });
        await SendAsync(client, 3);
        _time.Advance(TimeSpan.FromSeconds(1));
        transport.Addresses.Clear();
        await SendAsync(client, 3);
        Assert.That(transport.Addresses.Where(address => address.Host == "a").Select(address => address.AbsolutePath), Is.EqualTo(["/v2/health/ready"]));

        isDown = false;
        _time.Advance(TimeSpan.FromSeconds(2));
        transport.Addresses.Clear();
        await SendAsync(client, 6);
        Assert.That(transport.Addresses.Where(address => address.Host == "a").Select(address => address.AbsolutePath), Has.Exactly(1).EqualTo("/v2/health/ready").And.Some.Contains("infer"));
    }

    [Test]
    public async Task WithEveryEndpointLeftOutTheyAreAskedAllTheSame()
    {
        var transport = new ScriptedHandler(_ => HttpStatusCode.InternalServerError);
        using HttpMessageInvoker client = Client(transport, new() { FailuresToEject = 1 });
        await SendAsync(client, 20);
        Assert.That(transport.Hosts, Has.Count.EqualTo(20));
    }

    [TestCase(HttpStatusCode.BadRequest)]
    [TestCase(HttpStatusCode.NotFound)]
    [TestCase(HttpStatusCode.TooManyRequests)]
    public async Task AnEndpointThatRefusesOrIsBusyIsNotLeftOut(HttpStatusCode status)
    {
        var transport = new ScriptedHandler(request => request.RequestUri!.Host == "a" ? status : HttpStatusCode.OK);
        using HttpMessageInvoker client = Client(transport, new() { FailuresToEject = 1 });
        await SendAsync(client, 9);
        Assert.That(transport.Hosts.Count(host => host == "a"), Is.EqualTo(3));
    }

    [TestCase(HttpStatusCode.BadRequest, "Request for unknown model: 'm' is not found")]
    [TestCase(HttpStatusCode.NotFound, "Request for unknown model: 'm' version 3 is not found")]
    [TestCase(HttpStatusCode.NotFound, "Request for unknown model: 'm' has no available versions")]
    [TestCase(HttpStatusCode.BadRequest, "Request for unknown model: 'm' version 3 is not at ready state")]
    [TestCase(HttpStatusCode.NotFound, "Model with requested name is not found")]
    [TestCase(HttpStatusCode.NotFound, "Model with requested version is retired")]
    [TestCase(HttpStatusCode.NotFound, "Model m not found")]
    [TestCase(HttpStatusCode.NotFound, "Model with name m does not exist.")]
    public async Task AnEndpointWithoutTheModelIsLeftOut(HttpStatusCode status, string error)
    {
        var transport = new ScriptedHandler((request, _) => Task.FromResult(
            request.RequestUri!.Host == "a" ? ScriptedHandler.Error(status, error) : new HttpResponseMessage(HttpStatusCode.OK)));
        using HttpMessageInvoker client = Client(transport, new() { FailuresToEject = 1 });
        await SendAsync(client, 9);
        Assert.That(transport.Hosts.Count(host => host == "a"), Is.EqualTo(1));
    }

    [TestCase(HttpStatusCode.BadRequest, "unexpected inference output 'x' for model 'm'")]
    [TestCase(HttpStatusCode.BadRequest, "[request id: 1] unexpected shape for input 'input_ids' for model 'm'")]
    [TestCase(HttpStatusCode.NotFound, "Not Found")]
    [TestCase(HttpStatusCode.NotFound, "Invalid request URL")]
    [TestCase(HttpStatusCode.Unauthorized, "Model m not found")]
    public async Task ARequestThatIsWrongIsHeldAgainstNoEndpoint(HttpStatusCode status, string error)
    {
        var transport = new ScriptedHandler((_, _) => Task.FromResult(ScriptedHandler.Error(status, error)));
        using HttpMessageInvoker client = Client(transport, new() { FailuresToEject = 1 });
        await SendAsync(client, 6);
        Assert.That(transport.Hosts, Is.EqualTo(["a", "b", "c", "a", "b", "c"]));
    }

    [Test]
    public async Task ACallersCancellationIsHeldAgainstNobody()
    {
        var transport = new ScriptedHandler(async (request, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, token);
            return new(HttpStatusCode.OK);
        });
        using HttpMessageInvoker client = Client(transport, new() { FailuresToEject = 1 });
        for (int i = 0; i < 6; i++)
        {
            using var source = new CancellationTokenSource();
            using HttpRequestMessage request = Request();
            Task<HttpResponseMessage> call = client.SendAsync(request, source.Token);
            await source.CancelAsync();
            Assert.That(async () => await call, Throws.InstanceOf<OperationCanceledException>());
        }

        Assert.That(transport.Hosts, Is.EqualTo(["a", "b", "c", "a", "b", "c"]));
    }

    [Test]
    public void AnAttemptThatTakesTooLongIsAFailureWithATimeoutInside()
    {
        var transport = new ScriptedHandler(async (request, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, token);
            return new(HttpStatusCode.OK);
        });
        using HttpMessageInvoker client = Client(transport, new() { AttemptTimeout = TimeSpan.FromSeconds(3) });
        using HttpRequestMessage request = Request();
        Task<HttpResponseMessage> call = client.SendAsync(request, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.That(call.IsCompleted, Is.False);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.That(async () => await call, Throws.TypeOf<HttpRequestException>().With.InnerException.TypeOf<TimeoutException>());
    }

    [Test]
    public void AnAnswerThatIsTooLargeIsNotRead()
    {
        var transport = new ScriptedHandler((_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(new byte[2000]) }));
        using HttpMessageInvoker client = Client(transport, new() { MaxAnswerBytes = 1999 });
        Assert.That(async () => await SendAsync(client), Throws.TypeOf<HttpRequestException>());
    }

    [Test]
    public void AnAnswerWithoutAnEndIsReadNoFurtherThanItsLimitAndNotAskedForAgain()
    {
        using var content = new EndlessContent("{");
        var transport = new ScriptedHandler((_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content }));
        using HttpMessageInvoker client = Client(transport, new() { MaxAnswerBytes = 5000 });
        HttpRequestException exception = Assert.ThrowsAsync<HttpRequestException>(async () => await SendAsync(client))!;
        Assert.That(AttemptOutcomes.IsTransient(exception), Is.False);
        Assert.That(content.Taken, Is.LessThan(5000 + 1025));
    }

    [TestCase("ftp://a")]
    [TestCase("http://user:secret@a")]
    [TestCase("http://a?key=secret")]
    public void WhatIsNoServersAddressIsRefusedWithoutItsSecrets(string address)
    {
        Assert.That(() => new EndpointBalancingHandler([new(address)]), Throws.ArgumentException.With.Message.Not.Contains("secret"));
        Assert.That(() => new EndpointBalancingHandler([]), Throws.ArgumentException);
    }

    [Test]
    public void OptionsRefuseWhatMakesNoSense()
    {
        var options = new EndpointBalancingOptions();
        Assert.That(() => options.FailuresToEject = 0, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.Ejection = TimeSpan.Zero, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.AttemptTimeout = TimeSpan.Zero, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new HedgingOptions().MaxExtraLoad = 1.1, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new HedgingOptions().Percentile = 1, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new TransientRetryOptions().MaxRetries = 0, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private HttpMessageInvoker Client(ScriptedHandler transport, EndpointBalancingOptions? options = null) =>
        new(new EndpointBalancingHandler(Three, options, _time) { InnerHandler = transport });

    private static HttpRequestMessage Request() => new(HttpMethod.Post, "http://a:8000/v2/models/m%2Fn/infer") { Content = new ByteArrayContent([1, 2, 3]) };

    private static async Task SendAsync(HttpMessageInvoker client, int times = 1)
    {
        for (int i = 0; i < times; i++)
        {
            using HttpRequestMessage request = Request();
            using HttpResponseMessage response = await client.SendAsync(request, CancellationToken.None);
        }
    }
}
