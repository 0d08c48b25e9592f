using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RerankKit.Conformance;

namespace RerankKit.Tests.Telemetry;

public class LoggingRerankerTests
{
    private static readonly RerankCandidate[] Candidates =
    [
        new("secret one") { Id = "one", Score = 0.5 }, new("secret two") { Score = 0.75 }, new("secret three") { Id = "three" },
    ];

    [Test]
    public async Task ACallIsOneLineAtInformation()
    {
        var log = new Log(LogLevel.Information);
        var clock = new ManualTimeProvider();
        using var reranker = new LoggingReranker(
            new CandidateCapReranker(
                new StubReranker(call =>
                {
                    clock.Advance(TimeSpan.FromMilliseconds(12.5));
                    return StubReranker.Rank(call, StubReranker.DefaultScore);
                }),
                2,
                clock),
            log,
            timeProvider: clock);

        await reranker.RerankAsync("secret query", Candidates);

        Assert.That(log.Lines, Is.EqualTo(new[]
        {
            (LogLevel.Information, "Reranked 3 candidates (2 scored, 3 returned) by stub-model in 12.5 ms; scores are Logit; stages: candidate-cap capped, stub scored"),
        }));
        Assert.That(log.Values["Candidates"], Is.EqualTo(3));
        Assert.That(log.Values["DurationMs"], Is.EqualTo(12.5));
    }

    [Test]
    public async Task TheReasonOfAStageIsPartOfTheLine()
    {
        var log = new Log(LogLevel.Information);
        using IReranker reranker = new StubReranker(Task<RerankResponse> (_) => throw new TimeoutException("too late"))
            .AsBuilder().UseLogging(new LogFactory(log)).UseFallback().Build();

        await reranker.RerankAsync("q", Candidates);

        Assert.That(log.Lines.Single().Text, Does.EndWith("stages: fallback fell-back (stub: TimeoutException: too late)"));
    }

    [Test]
    public async Task EachResultIsAnEventAtDebugWithIdsBothScoresAndBothRanks()
    {
        var log = new Log(LogLevel.Debug);
        using var reranker = new LoggingReranker(new CandidateCapReranker(new StubReranker(text => text.EndsWith("one", StringComparison.Ordinal) ? 2.5 : 1.25), 2), log, new() { MaxResults = 3 });

        await reranker.RerankAsync("secret query", Candidates, OfRequest("q7"));

        Assert.That(log.Lines.Skip(1), Is.EqualTo(new[]
        {
            (LogLevel.Debug, "Query q7, rank 1: one, score 2.5 (Scored); first stage: rank 2, score 0.5"),
            (LogLevel.Debug, "Query q7, rank 2: #1, score 1.25 (Scored); first stage: rank 1, score 0.75"),
            (LogLevel.Debug, "Query q7, rank 3: three, score  (Capped); first stage: rank 3, score "),
        }));
        Assert.That(log.Lines.Select(line => line.Text), Has.None.Contains("secret"));
        Assert.That(log.Values, Is.SupersetOf(new Dictionary<string, object?>
        {
            ["QueryId"] = "q7",
            ["Rank"] = 3,
            ["CandidateId"] = "three",
            ["Score"] = null,
            ["Placement"] = RerankPlacement.Capped,
            ["FirstStageRank"] = 3,
            ["FirstStageScore"] = null,
        }));
    }

    [Test]
    public async Task WithoutAnIdTheQueryHasThatOfItsTraceOrAnotherEachTime()
    {
        var log = new Log(LogLevel.Debug);
        using var reranker = new LoggingReranker(new StubReranker(), log, new() { MaxResults = 1 });
        using (var activity = new Activity("request"))
        {
            activity.SetIdFormat(ActivityIdFormat.W3C).Start();
            await reranker.RerankAsync("q", Candidates);
            Assert.That(log.Values["QueryId"], Is.EqualTo(activity.TraceId.ToHexString()));
        }

        await reranker.RerankAsync("q", Candidates);
        object? first = log.Values["QueryId"];
        await reranker.RerankAsync("q", Candidates);
        Assert.That(log.Values["QueryId"], Is.Not.Null.And.Not.EqualTo(first));
    }

    [Test]
    public async Task QueryAndTextsAreLoggedAtTraceWhenAskedFor([Values] bool sensitive)
    {
        var log = new Log(LogLevel.Trace);
        using var reranker = new LoggingReranker(new StubReranker(text => text.Length), log, new() { EnableSensitiveData = sensitive, MaxResults = 2 });

        await reranker.RerankAsync("secret query", Candidates, OfRequest("q7"));

        string[] secrets = [.. log.Lines.Where(line => line.Text.Contains("secret", StringComparison.Ordinal)).Select(line => $"{line.Level}: {line.Text}")];
        string[] expected = ["Trace: Query q7: secret query", "Trace: Query q7, rank 1: three: secret three", "Trace: Query q7, rank 2: one: secret one"];
        Assert.That(secrets, Is.EqualTo(sensitive ? expected : []));
    }

    [Test]
    public async Task TextsStayOutOfTheLogBelowTrace()
    {
        var log = new Log(LogLevel.Debug);
        using var reranker = new LoggingReranker(new StubReranker(), log, new() { EnableSensitiveData = true });
        await reranker.RerankAsync("secret query", Candidates);
        Assert.That(log.Lines.Select(line => line.Text), Has.None.Contains("secret"));
    }

    [Test]
    public void AFailureIsLoggedAlsoWhereCallsAreNot([Values] bool beforeTheFirstAwait)
    {
        var log = new Log(LogLevel.Warning);
        using var reranker = new LoggingReranker(
            new StubReranker(_ => beforeTheFirstAwait ? throw new IOException("down") : Task.FromException<RerankResponse>(new IOException("down"))), log);

        Assert.That(async () => await reranker.RerankAsync("q", Candidates), Throws.InstanceOf<IOException>());

        Assert.That(log.Lines.Single().Level, Is.EqualTo(LogLevel.Error));
        Assert.That(log.Lines.Single().Text, Does.Match("^Reranking 3 candidates by stub-model failed after .+ ms$"));
        Assert.That(log.Exception, Is.InstanceOf<IOException>());
    }

    [Test]
    public void TheCallersCancellationIsNoError()
    {
        var log = new Log(LogLevel.Debug);
        using var source = new CancellationTokenSource();
        using var reranker = new LoggingReranker(
            new StubReranker(Task<RerankResponse> (call) =>
            {
                source.Cancel();
                throw new OperationCanceledException(call.CancellationToken);
            }),
            log);

        Assert.That(async () => await reranker.RerankAsync("q", Candidates, null, source.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(log.Lines.Single().Level, Is.EqualTo(LogLevel.Debug));
    }

    [TestCase(LogLevel.None)]
    [TestCase(LogLevel.Warning)]
    public void WhileTheLevelIsOffACallIsTheInnerCallAndAllocatesNothing(LogLevel level)
    {
        var inner = new FixedReranker();
        using var reranker = new LoggingReranker(inner, new Log(level));
        RerankCandidate[] candidates = ["a"];

        Assert.That(reranker.RerankAsync("q", candidates), Is.SameAs(inner.Answer));
        Assert.That(FixedReranker.AllocatedPerCall(reranker), Is.Zero);
    }

    [Test]
    public void WithoutALoggerFactoryNothingIsAdded()
    {
        var inner = new StubReranker();
        using IReranker none = inner.AsBuilder().UseLogging().Build();
        using IReranker nowhere = inner.AsBuilder().UseLogging(NullLoggerFactory.Instance).Build();
        Assert.That(none.GetService<LoggingReranker>(), Is.Null);
        Assert.That(nowhere.GetService<LoggingReranker>(), Is.Null);
    }

    [Test]
    public async Task TheLoggerFactoryMayComeFromTheServices()
    {
        var log = new Log(LogLevel.Information);
        using IReranker reranker = new StubReranker().AsBuilder().UseLogging().Build(new Services(new LogFactory(log)));
        await reranker.RerankAsync("q", Candidates);
        Assert.That(log.Lines, Has.Count.EqualTo(1));
    }

    [Test]
    public void FewerThanOneResultIsRefused() =>
        Assert.That(() => new LoggingOptions { MaxResults = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static RerankOptions OfRequest(string id) => new() { AdditionalProperties = new() { ["rerankkit.request_id"] = id } };

    internal sealed class Log(LogLevel level) : ILogger
    {
        public List<(LogLevel Level, string Text)> Lines { get; } = [];

        public Dictionary<string, object?> Values { get; } = new(StringComparer.Ordinal);

        public Exception? Exception { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= level && level != LogLevel.None;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Lines)
            {
                Lines.Add((logLevel, formatter(state, exception)));
                Exception = exception;
                foreach ((string key, object? value) in (IEnumerable<KeyValuePair<string, object?>>)state!)
                {
                    Values[key] = value;
                }
            }
        }
    }

    internal sealed class LogFactory(ILogger logger) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => logger;

        public void Dispose()
        {
        }
    }

    private sealed class Services(ILoggerFactory factory) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(ILoggerFactory) ? factory : null;
    }
}

public class LoggingConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() =>
        new StubReranker().AsBuilder()
            .UseLogging(new LoggingRerankerTests.LogFactory(new LoggingRerankerTests.Log(LogLevel.Trace)), options => options.EnableSensitiveData = true)
            .Build();
}

public class SilentLoggingConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() =>
        new StubReranker().AsBuilder().UseLogging(new LoggingRerankerTests.LogFactory(new LoggingRerankerTests.Log(LogLevel.None))).Build();
}
