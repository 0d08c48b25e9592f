using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RerankKit.Conformance;

namespace RerankKit.Tests.Hosting;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class RerankerHealthCheckTests
{
    private readonly ManualTimeProvider _time = new();
    private bool _isDown;

    [Test]
    public async Task ASourceThatIsDownIsFoundBehindTheStandardPipeline()
    {
        await using ServiceProvider provider = Build(builder => builder.UseStandardPipeline());
        Assert.That((await CheckAsync(provider)).Status, Is.EqualTo(HealthStatus.Healthy));
        await provider.GetRequiredService<IReranker>().RerankAsync("q", ["a", "b"]);

        _isDown = true;
        for (int i = 0; i < 3; i++)
        {
            HealthReportEntry entry = await CheckAsync(provider);
            Assert.That(entry.Status, Is.EqualTo(HealthStatus.Degraded), "the fallback answers");
            Assert.That(entry.Description, Is.EqualTo("stub-model failed: connection refused Calls are answered without it."));
        }

        _isDown = false;
        Assert.That((await CheckAsync(provider)).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task WithoutAFallbackASourceThatIsDownIsUnhealthy()
    {
        await using ServiceProvider provider = Build(builder => builder.UseCache().UseShortCircuit().UseCandidateCap(1));
        await provider.GetRequiredService<IReranker>().RerankAsync("q", ["a", "b"]);
        _isDown = true;
        HealthReportEntry entry = await CheckAsync(provider);
        Assert.That(entry.Status, Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(entry.Exception, Is.TypeOf<HttpRequestException>());
    }

    [Test]
    public async Task AnOpenCircuitIsDegradedUntilItsBreakIsOver()
    {
        await using ServiceProvider provider = Build(builder => builder.UseStandardPipeline(options =>
        {
            options.Cache = null;
            options.Fallback = new() { MinimumThroughput = 2, BreakDuration = TimeSpan.FromSeconds(5) };
        }));
        _isDown = true;
        for (int i = 0; i < 3; i++)
        {
            await provider.GetRequiredService<IReranker>().RerankAsync("q", ["a", "b"]);
        }

        Assert.That((await CheckAsync(provider)).Status, Is.EqualTo(HealthStatus.Degraded));
        _isDown = false;
        HealthReportEntry open = await CheckAsync(provider);
        Assert.That(open.Status, Is.EqualTo(HealthStatus.Degraded), "the source answers again, but no call reaches it");
        Assert.That(open.Description, Does.StartWith("stub-model answers.").And.Contains("circuit is still open"));

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.That((await CheckAsync(provider)).Status, Is.EqualTo(HealthStatus.Healthy), "the next call tries it, though none has come yet");
    }

    [Test]
    public async Task EverySourceOfACascadeIsAsked([Values] bool keeps)
    {
        var services = new ServiceCollection();
        services.AddReranking("fast").AddLexical().UseCache();
        services.AddReranking("precise").AddReranker(Source()).UseCache();
        services.AddReranking().AddCascade(cascade =>
        {
            cascade.AddStage("fast").AddStage("precise");
            cascade.KeepEarlierStagesOnFailure = keeps;
        });
        services.AddLogging().AddHealthChecks().AddReranker();
        await using ServiceProvider provider = services.BuildServiceProvider();
        HealthReportEntry healthy = await CheckAsync(provider);
        Assert.That(healthy.Description, Is.EqualTo("bm25 answers. stub-model answers."));
        _isDown = true;
        Assert.That((await CheckAsync(provider)).Status, Is.EqualTo(keeps ? HealthStatus.Degraded : HealthStatus.Unhealthy));
    }

    [Test]
    public async Task EachQuestionIsNewSoThatNoCacheAnswersIt()
    {
        StubReranker source = Source();
        await using ServiceProvider provider = Build(builder => builder.UseCache(), source);
        await CheckAsync(provider);
        await CheckAsync(provider);
        Assert.That(source.Calls.Select(call => call.Query).Distinct().Count(), Is.EqualTo(2));
    }

    [Test]
    public async Task ASourceThatHangsIsGivenUp()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var source = new StubReranker(_ =>
        {
            asked.SetResult();
            return new TaskCompletionSource<RerankResponse>().Task;
        });
        await using ServiceProvider provider = Build(builder => builder, source, checks => checks.AddReranker(timeout: TimeSpan.FromSeconds(2)));
        Task<HealthReportEntry> check = CheckAsync(provider);
        await asked.Task;
        _time.Advance(TimeSpan.FromSeconds(2));
        HealthReportEntry entry = await check;
        Assert.That((entry.Status, entry.Description), Is.EqualTo((HealthStatus.Unhealthy, "stub-model gave no answer within 2 s.")));
    }

    [Test]
    public async Task AScoreThatIsNoNumberIsNoAnswer()
    {
        await using ServiceProvider provider = Build(builder => builder, new StubReranker(_ => double.NaN));
        HealthReportEntry entry = await CheckAsync(provider);
        Assert.That(entry.Status, Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(entry.Description, Does.Contain("left passages without a score: 2 not finite"));
    }

    [Test]
    public async Task TheStatusOfAFailureCanBeChosen([Values(HealthStatus.Degraded, HealthStatus.Unhealthy)] HealthStatus status)
    {
        await using ServiceProvider provider = Build(builder => builder.UseFallback(), checks: checks => checks.AddReranker(failureStatus: status));
        _isDown = true;
        Assert.That((await CheckAsync(provider)).Status, Is.EqualTo(status));
    }

    [Test]
    public async Task ReadinessFailsWhereLivenessDoesNot()
    {
        await using ServiceProvider provider = Build(builder => builder);
        _isDown = true;
        HealthCheckService health = provider.GetRequiredService<HealthCheckService>();
        HealthReport live = await health.CheckHealthAsync(check => !check.Tags.Contains(RerankerHealthChecksBuilderExtensions.ReadyTag));
        HealthReport ready = await health.CheckHealthAsync(check => check.Tags.Contains(RerankerHealthChecksBuilderExtensions.ReadyTag));
        Assert.That((live.Status, ready.Status), Is.EqualTo((HealthStatus.Healthy, HealthStatus.Unhealthy)));
    }

    [Test]
    public async Task NamedRerankersAndThoseThatCannotBeMadeAreChecked()
    {
        var services = new ServiceCollection();
        services.AddReranking().AddReranker(new StubReranker { Metadata = new("stub") { DefaultModelId = "tiny" } });
        services.AddReranking("broken").AddReranker(_ => throw new InvalidDataException("no such graph"));
        services.AddReranking("scoped", ServiceLifetime.Scoped).AddLexical();
        services.AddLogging().AddHealthChecks().AddReranker().AddReranker("broken").AddReranker("scoped")
            .AddTypeActivatedCheck<RerankerHealthCheck>("typed").AddTypeActivatedCheck<RerankerHealthCheck>("typed-scoped", "scoped");
        await using ServiceProvider provider = services.BuildServiceProvider(validateScopes: true);
        HealthReport report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.That(report.Entries.ToDictionary(entry => entry.Key, entry => (entry.Value.Status, entry.Value.Description)), Is.EquivalentTo(new Dictionary<string, (HealthStatus, string?)>
        {
            ["reranker"] = (HealthStatus.Healthy, "tiny answers."),
            ["reranker:broken"] = (HealthStatus.Unhealthy, "no such graph"),
            ["reranker:scoped"] = (HealthStatus.Healthy, "bm25 answers."),
            ["typed"] = (HealthStatus.Healthy, "tiny answers."),
            ["typed-scoped"] = (HealthStatus.Healthy, "bm25 answers."),
        }));
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(90_000)]
    public void ATimeoutOutOfRangeIsRefused(int seconds) =>
        Assert.That(
            () => new ServiceCollection().AddHealthChecks().AddReranker(timeout: TimeSpan.FromSeconds(seconds)),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("timeout is"));

    private static async Task<HealthReportEntry> CheckAsync(ServiceProvider provider) =>
        (await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["reranker"];

    private StubReranker Source() => new(call => _isDown ? throw new HttpRequestException("connection refused") : StubReranker.Rank(call, StubReranker.DefaultScore));

    private ServiceProvider Build(Func<RerankerBuilder, RerankerBuilder> decorate, StubReranker? source = null, Action<IHealthChecksBuilder>? checks = null)
    {
        var services = new ServiceCollection().AddSingleton<TimeProvider>(_time);
        decorate(services.AddReranking().AddReranker(source ?? Source()));
        IHealthChecksBuilder builder = services.AddLogging().AddHealthChecks();
        (checks ?? (builder => builder.AddReranker()))(builder);
        return services.BuildServiceProvider();
    }
}
