using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RerankKit.Authoring;
using RerankKit.Conformance;

namespace RerankKit.Tests.Pipeline;

public class StandardPipelineTests
{
    [Test]
    public void TheStagesStandInTheRecommendedOrder()
    {
        var services = new ServiceCollection().AddSingleton<ILoggerFactory>(new LoggerFactory());
        services.AddReranking().AddReranker(new StubReranker()).UseStandardPipeline(options =>
        {
            options.Conversation = new();
            options.ScoreGapGate = new();
            options.Blend = new();
            options.DocumentContext = new() { Template = "{title}" };
            options.UsageBudget = new() { MaxUnits = 5 };
        });
        using ServiceProvider provider = services.BuildServiceProvider();

        Assert.That(Chain(provider.GetRequiredService<IReranker>()), Is.EqualTo(new[]
        {
            typeof(OpenTelemetryReranker),
            typeof(LoggingReranker),
            typeof(FallbackReranker),
            typeof(ShortCircuitReranker),
            typeof(ConversationReranker),
            typeof(CandidateCapReranker),
            typeof(ScoreGapGateReranker),
            typeof(BlendReranker),
            typeof(DocumentContextReranker),
            typeof(CachingReranker),
            typeof(TimeBudgetReranker),
            typeof(UsageBudgetReranker),
            typeof(ResponseGuardReranker),
        }));
    }

    [Test]
    public void AStageSetToNullIsLeftOut()
    {
        using IReranker reranker = new StubReranker().AsBuilder().UseStandardPipeline(options =>
        {
            options.OpenTelemetry = null;
            options.Logging = null;
            options.Fallback = null;
            options.ShortCircuit = false;
            options.MaxCandidates = null;
            options.Cache = null;
        }).Build();

        Assert.That(Chain(reranker), Is.EqualTo(new[] { typeof(TimeBudgetReranker), typeof(ResponseGuardReranker) }));
    }

    [Test]
    public async Task TheSameCallTwiceGivesTheSameAnswerThoughTheSecondComesFromTheCache()
    {
        var inner = new StubReranker();
        using IReranker reranker = inner.AsBuilder().UseStandardPipeline(options => options.MaxCandidates = 3).Build();
        RerankCandidate[] candidates = [.. Enumerable.Range(0, 6).Select(i => new RerankCandidate($"text {i}") { Score = 6 - i })];

        RerankResponse first = await reranker.RerankAsync("q", candidates);
        RerankResponse second = await reranker.RerankAsync("q", candidates);

        Assert.That(inner.Calls, Has.Count.EqualTo(1));
        Assert.That(second.Results.Select(r => (r.Index, r.Score)), Is.EqualTo(first.Results.Select(r => (r.Index, r.Score))));
        Assert.That(second.Results.Take(3).Select(r => r.Placement), Is.All.EqualTo(RerankPlacement.Cached));
        Assert.That(second.Results.Skip(3).Select(r => r.Placement), Is.All.EqualTo(RerankPlacement.Capped));
    }

    [Test]
    public async Task AFailureIsAnsweredInFirstStageOrderAndNotCached()
    {
        bool fails = true;
        var inner = new StubReranker(call => fails ? throw new HttpRequestException("no route") : StubReranker.Rank(call, text => text.Length));
        using IReranker reranker = inner.AsBuilder().UseStandardPipeline().Build();

        RerankResponse failed = await reranker.RerankAsync("q", ["a", "bb"]);
        fails = false;
        RerankResponse answered = await reranker.RerankAsync("q", ["a", "bb"]);

        Assert.That(failed.Results.Select(r => (r.Index, r.Placement)), Is.EqualTo(new[] { (0, RerankPlacement.FellBack), (1, RerankPlacement.FellBack) }));
        Assert.That(answered.Results.Select(r => (r.Index, r.Placement)), Is.EqualTo(new[] { (1, RerankPlacement.Scored), (0, RerankPlacement.Scored) }));
    }

    [Test]
    public void ANonsensicalCapOrBudgetIsRefused()
    {
        Assert.That(() => new StandardPipelineOptions { MaxCandidates = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new StandardPipelineOptions { TimeBudget = TimeSpan.Zero }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    // Each decorator finds itself first, so removing the types found so far walks inward.
    private static Type[] Chain(IReranker outermost)
    {
        Type[] known =
        [
            typeof(OpenTelemetryReranker), typeof(LoggingReranker), typeof(FallbackReranker), typeof(ShortCircuitReranker), typeof(ConversationReranker),
            typeof(CandidateCapReranker), typeof(ScoreGapGateReranker), typeof(BlendReranker), typeof(DocumentContextReranker), typeof(CachingReranker),
            typeof(UsageBudgetReranker), typeof(TimeBudgetReranker), typeof(ResponseGuardReranker),
        ];
        return
        [
            .. known
                .Select(type => (IReranker?)outermost.GetService(type))
                .OfType<IReranker>()
                .OrderByDescending(reranker => known.Count(type => reranker.GetService(type) is not null))
                .Select(reranker => reranker.GetType()),
        ];
    }
}

public class StandardPipelineConformance : RerankerConformanceTests
{
    protected override bool TopNMayChangeTheOrder => true; // the short circuit

    protected override IReranker CreateReranker() => new StubReranker().AsBuilder().UseStandardPipeline().Build();
}

public class StandardPipelineWithEverythingConformance : RerankerConformanceTests
{
    protected override bool ScoresDependOnTheList => true; // the blend

    protected override IReranker CreateReranker() => new StubReranker().AsBuilder()
        .UseStandardPipeline(options =>
        {
            options.MaxCandidates = 7;
            options.ScoreGapGate = new() { Threshold = 100 };
            options.Blend = new();
            options.UsageBudget = new() { MaxUnits = 1000 };
            options.TimeBudget = TimeSpan.FromMinutes(5);
        })
        .Build();
}

public class CapInTheMiddleOfThePipelineConformance : RerankerConformanceTests
{
    protected override bool TopNMayChangeTheOrder => true; // the short circuit

    protected override IReranker CreateReranker() =>
        new StubReranker().AsBuilder().UseStandardPipeline(options => options.MaxCandidates = 4).Build();
}
