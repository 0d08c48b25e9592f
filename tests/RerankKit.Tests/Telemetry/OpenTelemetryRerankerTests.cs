using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using RerankKit.Conformance;

namespace RerankKit.Tests.Telemetry;

public class OpenTelemetryRerankerTests
{
    [Test]
    public void WhileNobodyListensACallIsTheInnerCallAndAllocatesNothing()
    {
        var inner = new FixedReranker();
        using var reranker = new OpenTelemetryReranker(inner);
        RerankCandidate[] candidates = ["a"];

        Assert.That(reranker.RerankAsync("q", candidates), Is.SameAs(inner.Answer));
        Assert.That(FixedReranker.AllocatedPerCall(reranker), Is.EqualTo(FixedReranker.AllocatedPerCall(inner)));
        Assert.That(FixedReranker.AllocatedPerCall(reranker), Is.Zero);
    }

    [Test]
    public async Task TheAnswerIsTheInnerAnswerWhileSomebodyListens()
    {
        var spans = new Exporter<Activity>(activity => activity.DisplayName);
        using TracerProvider provider = Tracing(spans);
        var inner = new FixedReranker();
        using var reranker = new OpenTelemetryReranker(inner);

        Assert.That(await reranker.RerankAsync("q", ["a"]), Is.SameAs(await inner.Answer));
        Assert.That(spans.Names, Is.EqualTo(new[] { "rerank" }));
    }

    [Test]
    public async Task TheSdkFindsSpansAndMetricsByTheirPublicNames()
    {
        var spans = new Exporter<Activity>(activity => activity.DisplayName);
        var metrics = new Exporter<Metric>(metric => $"{metric.Name} {metric.Unit}");
        using TracerProvider tracing = Tracing(spans);
        using MeterProvider metering = Sdk.CreateMeterProviderBuilder()
            .AddMeter(RerankKitTelemetry.MeterName)
            .AddReader(new BaseExportingMetricReader(metrics))
            .Build();
        using IReranker reranker = new StubReranker().AsBuilder().UseOpenTelemetry().UseCandidateCap(1).Build();

        await reranker.RerankAsync("q", ["a", "b"]);
        metering.ForceFlush();

        Assert.That(spans.Names, Is.EqualTo(new[] { "rerank stub-model" }));
        Assert.That(metrics.Names, Is.EquivalentTo(new[]
        {
            "gen_ai.client.operation.duration s",
            "rerankkit.candidates {candidate}",
            "rerankkit.results {result}",
            "rerankkit.stage.decisions {call}",
            "rerankkit.top_score 1",
        }));
    }

    [Test]
    public void DisposingDisposesTheInnerReranker()
    {
        var inner = new StubReranker();
        inner.AsBuilder().UseOpenTelemetry().Build().Dispose();
        Assert.That(inner.DisposeCount, Is.EqualTo(1));
    }

    private static TracerProvider Tracing(Exporter<Activity> exporter) =>
        Sdk.CreateTracerProviderBuilder()
            .AddSource(RerankKitTelemetry.ActivitySourceName)
            .AddProcessor(new SimpleActivityExportProcessor(exporter))
            .Build();

    private sealed class Exporter<T>(Func<T, string> name) : BaseExporter<T>
        where T : class
    {
        public List<string> Names { get; } = [];

        public override ExportResult Export(in Batch<T> batch)
        {
            foreach (T item in batch)
            {
                Names.Add(name(item));
            }

            return ExportResult.Success;
        }
    }
}

public class OpenTelemetryConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() => new StubReranker().AsBuilder().UseOpenTelemetry().Build();
}

public sealed class ObservedOpenTelemetryConformance : RerankerConformanceTests, IDisposable
{
    private ActivityListener? _listener;

    [OneTimeSetUp]
    public void Listen()
    {
        _listener = new()
        {
            ShouldListenTo = source => source.Name == RerankKitTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener?.Dispose();

    protected override IReranker CreateReranker() =>
        new StubReranker().AsBuilder().UseOpenTelemetry(options => options.EnableSensitiveData = true).Build();
}
