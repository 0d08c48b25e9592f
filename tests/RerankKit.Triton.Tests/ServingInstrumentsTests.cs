using System.Diagnostics.Metrics;
using System.Net;
using RerankKit.Conformance;

namespace RerankKit.Triton.Tests;

[NonParallelizable]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ServingInstrumentsTests : IDisposable
{
    private static readonly Uri[] Two = [new("http://a:8000"), new("http://b:8000")];
    private readonly ManualTimeProvider _time = new();
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _counted = [];

    public ServingInstrumentsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == RerankKitTelemetry.MeterName && instrument.Name.StartsWith("rerankkit.serving.", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            string key = string.Join(' ', [instrument.Name["rerankkit.serving.".Length..], .. tags.ToArray().Select(tag => tag.Value)]);
            lock (_counted)
            {
                _counted[key] = _counted.GetValueOrDefault(key) + value;
            }
        });
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    [Test]
    public async Task AttemptsAreCountedByEndpointAndOutcomeAndSoAreEjectionsAndRetries()
    {
        var transport = new ScriptedHandler(request => request.RequestUri!.Host == "a" ? HttpStatusCode.InternalServerError : HttpStatusCode.OK);
        using var client = new HttpMessageInvoker(new TransientRetryHandler(null, _time)
        {
            InnerHandler = new EndpointBalancingHandler(Two, new() { FailuresToEject = 2 }, _time) { InnerHandler = transport },
        });
        for (int i = 0; i < 10; i++)
        {
            await SendAsync(client);
        }

        Assert.That(_counted, Is.EquivalentTo(new Dictionary<string, long>
        {
            ["attempts a:8000 failed"] = 2,
            ["attempts b:8000 answered"] = 10,
            ["ejections a:8000"] = 1,
            ["retries"] = 2,
        }));
    }

    [Test]
    public async Task AnAttemptThatWasGivenUpOrFoundABusyServerSaysNothingAboutIt()
    {
        var transport = new ScriptedHandler(_ => HttpStatusCode.TooManyRequests);
        using var client = new HttpMessageInvoker(new EndpointBalancingHandler(Two, null, _time) { InnerHandler = transport });
        await SendAsync(client);
        Assert.That(_counted, Is.EquivalentTo(new Dictionary<string, long> { ["attempts a:8000 unknown"] = 1 }));
    }

    [TestCase(0, "hedges lost")]
    [TestCase(1, "hedges won")]
    public async Task HedgesAreCountedByWhetherTheyWon(int winner, string expected)
    {
        List<TaskCompletionSource<HttpResponseMessage>> held = [];
        var transport = new ScriptedHandler((_, _) =>
        {
            lock (held)
            {
                held.Add(new());
                return held[^1].Task;
            }
        });
        int Count()
        {
            lock (held)
            {
                return held.Count;
            }
        }

        using var client = new HttpMessageInvoker(new HedgingHandler(new() { Window = 16, MaxExtraLoad = 1 }, _time) { InnerHandler = transport });
        for (int i = 0; i < 4; i++)
        {
            Task fast = SendAsync(client);
            held[i].SetResult(new(HttpStatusCode.OK));
            await fast;
        }

        Task slow = SendAsync(client);
        _time.Advance(TimeSpan.FromSeconds(1));
        while (Count() < 6)
        {
            await Task.Yield();
        }

        held[4 + winner].SetResult(new(HttpStatusCode.OK));
        await slow;
        Assert.That(_counted, Is.EquivalentTo(new Dictionary<string, long> { [expected] = 1 }));
    }

    private static async Task SendAsync(HttpMessageInvoker client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://a:8000/v2/models/m/infer") { Content = new ByteArrayContent([1, 2, 3]) };
        using HttpResponseMessage response = await client.SendAsync(request, CancellationToken.None);
    }
}
