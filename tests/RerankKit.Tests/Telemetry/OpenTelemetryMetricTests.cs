using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.Tests.Telemetry;

public sealed class OpenTelemetryMetricTests : IDisposable
{
    private static readonly RerankCandidate[] Candidates = ["a", "b", "c"];
    private readonly List<(string Name, double Value, string Tags)> _measurements = [];
    private MeterListener? _listener;

    [SetUp]
    public void Listen()
    {
        _measurements.Clear();
        _listener = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == RerankKitTelemetry.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    [TearDown]
    public void Dispose() => _listener?.Dispose();

    [Test]
    public async Task ACallIsMeasured()
    {
        var clock = new ManualTimeProvider();
        using var reranker = new OpenTelemetryReranker(
            new StubReranker(call =>
            {
                clock.Advance(TimeSpan.FromMilliseconds(250));
                return new RerankResponse([new(1, 3), new(0, 2), RerankResult.Unscored(2, RerankPlacement.OverBudget)])
                {
                    ScoreKind = RerankScoreKind.Probability,
                    Usage = new UsageDetails { InputTokenCount = 30, OutputTokenCount = 2 },
                    Stages = [new("cache", "partial"), new("fallback", "alternative"), new("candidate-cap", "capped")],
                };
            }),
            timeProvider: clock);

        await reranker.RerankAsync("q", Candidates);

        const string Call = "gen_ai.operation.name=rerank gen_ai.provider.name=stub gen_ai.request.model=stub-model";
        Assert.That(_measurements, Is.EquivalentTo(new[]
        {
            ("gen_ai.client.operation.duration", 0.25, Call),
            ("gen_ai.client.token.usage", 30, Call + " gen_ai.token.type=input"),
            ("gen_ai.client.token.usage", 2, Call + " gen_ai.token.type=output"),
            ("rerankkit.candidates", 3, Call),
            ("rerankkit.top_score", 3, Call + " rerankkit.score_kind=probability"),
            ("rerankkit.results", 2, Call + " rerankkit.placement=scored"),
            ("rerankkit.results", 1, Call + " rerankkit.placement=over_budget"),
            ("rerankkit.cache.lookups", 1, Call + " rerankkit.stage.decision=partial"),
            ("rerankkit.fallbacks", 1, Call + " rerankkit.stage.decision=alternative"),
            ("rerankkit.stage.decisions", 1, Call + " rerankkit.stage.decision=partial rerankkit.stage.name=cache"),
            ("rerankkit.stage.decisions", 1, Call + " rerankkit.stage.decision=alternative rerankkit.stage.name=fallback"),
            ("rerankkit.stage.decisions", 1, Call + " rerankkit.stage.decision=capped rerankkit.stage.name=candidate-cap"),
        }));
    }

    [Test]
    public void AFailureIsMeasuredWithItsType()
    {
        using IReranker reranker = new StubReranker(Task<RerankResponse> (_) => throw new TimeoutException()).AsBuilder().UseOpenTelemetry().Build();

        Assert.That(async () => await reranker.RerankAsync("q", Candidates), Throws.InstanceOf<TimeoutException>());

        (string name, _, string tags) = _measurements.First();
        Assert.That((name, tags), Is.EqualTo((
            "gen_ai.client.operation.duration",
            "error.type=System.TimeoutException gen_ai.operation.name=rerank gen_ai.provider.name=stub gen_ai.request.model=stub-model")));
    }

    [Test]
    public async Task ATopScoreThatIsNotTheRerankersIsNotMeasured()
    {
        using IReranker reranker = new StubReranker(Task<RerankResponse> (_) => throw new TimeoutException())
            .AsBuilder().UseOpenTelemetry().UseFallback().Build();

        await reranker.RerankAsync("q", [new RerankCandidate("a") { Score = 5 }]);

        Assert.That(_measurements.Select(measurement => measurement.Name), Has.None.EqualTo("rerankkit.top_score"));
        Assert.That(_measurements.Select(measurement => measurement.Name), Has.One.EqualTo("rerankkit.fallbacks"));
    }

    [Test]
    public async Task ShadowRunsAreMeasured()
    {
        using var reranker = new ShadowReranker(
            new StubReranker(), new StubReranker { Metadata = new("rival") }, new() { SampleRate = 1 }, new ManualTimeProvider());

        await reranker.RerankAsync("q", Candidates);
        await reranker.WhenIdleAsync();

        Assert.That(_measurements, Is.EquivalentTo(new[]
        {
            ("rerankkit.shadow.overlap", 1.0, "rerankkit.challenger=rival"),
            ("rerankkit.shadow.rank_biased_overlap", 1.0, "rerankkit.challenger=rival"),
            ("rerankkit.shadow.kendall_tau", 1.0, "rerankkit.challenger=rival"),
            ("rerankkit.shadow.duration", 0, "rerankkit.challenger=rival rerankkit.role=champion"),
            ("rerankkit.shadow.duration", 0, "rerankkit.challenger=rival rerankkit.role=challenger"),
        }));
    }

    [Test]
    public async Task ShadowFailuresAndDropsAreMeasured()
    {
        var begun = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        using var reranker = new ShadowReranker(
            new StubReranker(),
            new StubReranker(async Task<RerankResponse> (_) =>
            {
                begun.SetResult();
                await go.Task;
                throw new IOException();
            })
            { Metadata = new("rival") },
            new() { SampleRate = 1, MaxConcurrency = 1 },
            new ManualTimeProvider());

        await reranker.RerankAsync("q", Candidates);
        await begun.Task;
        await reranker.RerankAsync("q", Candidates);
        go.SetResult();
        await reranker.WhenIdleAsync();

        Assert.That(_measurements, Is.EqualTo(new[]
        {
            ("rerankkit.shadow.dropped", 1.0, "rerankkit.challenger=rival"),
            ("rerankkit.shadow.failures", 1.0, "error.type=System.IO.IOException rerankkit.challenger=rival"),
        }));
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string text = string.Join(' ', tags.ToArray().OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}"));
        lock (_measurements)
        {
            _measurements.Add((instrument.Name, Math.Round(value, 12), text));
        }
    }
}
