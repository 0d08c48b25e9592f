using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.Tests.Conversations;

/// <summary>How turns that keep an order go together with the other stages.</summary>
public class ConversationPipelineTests
{
    private static readonly RerankCandidate[] Candidates = [.. Enumerable.Range(0, 8).Select(i => new RerankCandidate($"text {i}") { Id = $"{i}", Score = 8 - i })];

    [Test]
    public async Task InTheStandardPipelineATurnKeepsTheOrderThoughTheFirstStageScoresTheSameCandidatesOtherwise()
    {
        var inner = new StubReranker();
        using IReranker reranker = inner.AsBuilder().UseStandardPipeline(options => (options.Conversation, options.MaxCandidates) = (new(), 4)).Build();
        RerankResponse first = await reranker.RerankAsync("q", Candidates, Turn());

        // The cap would take four others.
        RerankCandidate[] turned = [.. Candidates.Select((candidate, i) => candidate with { Score = i })];
        RerankResponse second = await reranker.RerankAsync("q2", turned, Turn());
        Assert.That(inner.Calls, Has.Count.EqualTo(1));
        Assert.That(second.Stages.Select(stage => (stage.Name, stage.Decision)), Is.EqualTo(new[] { ("conversation", "reused") }));
        Assert.That(second.Results.Take(4).Select(result => result.Index), Is.EqualTo(first.Results.Take(4).Select(result => result.Index)));
        Assert.That(second.Results.Skip(4).Select(result => (result.Index, result.Placement)), Is.EqualTo(new[]
        {
            (7, RerankPlacement.Capped), (6, RerankPlacement.Capped), (5, RerankPlacement.Capped), (4, RerankPlacement.Capped),
        }), "the unscored ones follow the new first stage");
    }

    [Test]
    public async Task AKeptOrderNeverReachesTheCache()
    {
        var inner = new StubReranker();
        using IReranker reranker = inner.AsBuilder().UseConversation().UseCache().Build();
        await reranker.RerankAsync("q", Candidates, Turn());
        await reranker.RerankAsync("q2", Candidates, Turn());
        RerankResponse other = await reranker.RerankAsync("q2", Candidates, Turn("other"));
        Assert.That(inner.Calls.Select(call => call.Query), Is.EqualTo(new[] { "q", "q2" }), "another conversation's q2 is scored, and not what this one kept");
        Assert.That(other.Results, Has.All.Matches<RerankResult>(result => result.Placement == RerankPlacement.Scored));
        RerankResponse cached = await reranker.RerankAsync("q", Candidates, Turn("third"));
        Assert.That(cached.Results, Has.All.Matches<RerankResult>(result => result.Placement == RerankPlacement.Cached), "conversations share the scores of pairs");
    }

    [Test]
    public void ACacheAroundConversationsIsRefused()
    {
        RerankerBuilder builder = new StubReranker().AsBuilder().UseCache().UseCandidateCap(5).UseConversation();
        Assert.That(() => builder.Build(), Throws.ArgumentException.With.Message.Contains("Put UseConversation before UseCache"));
    }

    [Test]
    public async Task ACacheThatCannotSeeTheConversationFurtherInDoesNotStoreWhatItKept()
    {
        var hidden = new HidingReranker(new ConversationReranker(new StubReranker()));
        using var reranker = new CachingReranker(hidden);
        await reranker.RerankAsync("q", Candidates, Turn());
        RerankResponse kept = await reranker.RerankAsync("q2", Candidates, Turn());
        Assert.That(kept.Stages[0].Reason, Does.Contain("not stored: stage 'conversation' says 'reused'"));
    }

    [Test]
    public async Task AKeptOrderUsesNothingOfABudget()
    {
        using IReranker reranker = new StubReranker().AsBuilder().UseUsageBudget(options => options.MaxUnits = 2).UseConversation(options => options.MaxTurns = 5).Build();
        for (int turn = 0; turn < 5; turn++)
        {
            await reranker.RerankAsync($"q{turn}", Candidates, Turn());
        }

        Assert.That((await reranker.RerankAsync("q", Candidates, Turn("second"))).Results[0].Placement, Is.EqualTo(RerankPlacement.Scored));
        Assert.That((await reranker.RerankAsync("q", Candidates, Turn("third"))).Results[0].Placement, Is.EqualTo(RerankPlacement.OverBudget));
    }

    [Test]
    public async Task AChallengerIsNotComparedWithAnOrderOfAnotherQuery()
    {
        var challenger = new StubReranker();
        using ShadowReranker reranker = new(new ConversationReranker(new StubReranker()), challenger, new() { SampleRate = 1 });
        await reranker.RerankAsync("q", Candidates, Turn());
        await reranker.RerankAsync("q2", Candidates, Turn());
        await reranker.WhenIdleAsync();
        Assert.That((reranker.ComparedCount, challenger.Calls.Count), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task RequestsOfAScopedPipelineShareTheMemoryAndTheContainersClock()
    {
        var time = new ManualTimeProvider();
        var inner = new StubReranker();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(time);
        services.AddReranking(lifetime: ServiceLifetime.Scoped).AddReranker(_ => new HidingReranker(inner)).UseConversation(options => options.TimeToLive = TimeSpan.FromMinutes(1));
        await using ServiceProvider provider = services.BuildServiceProvider();

        Assert.That((await Request("q")).Stages[0].Decision, Is.EqualTo("reranked"));
        Assert.That((await Request("q2")).Stages[0].Decision, Is.EqualTo("reused"));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.That((await Request("q3")).Stages[0].Decision, Is.EqualTo("reranked"));

        async Task<RerankResponse> Request(string query)
        {
            await using AsyncServiceScope scope = provider.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<IReranker>().RerankAsync(query, Candidates, Turn());
        }
    }

    [Test]
    public async Task NamedPipelinesDoNotShareConversations()
    {
        var services = new ServiceCollection();
        services.AddReranking("a").AddReranker(new StubReranker()).UseConversation();
        services.AddReranking("b").AddReranker(new StubReranker()).UseConversation();
        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredKeyedService<IReranker>("a").RerankAsync("q", Candidates, Turn());
        RerankResponse other = await provider.GetRequiredKeyedService<IReranker>("b").RerankAsync("q", Candidates, Turn());
        Assert.That(other.Stages[0].Reason, Is.EqualTo("the first turn"));
    }

    [Test]
    public async Task ASectionDescribesWhenAnOrderIsKept()
    {
        var services = new ServiceCollection();
        services.AddReranking(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Provider"] = "lexical",
            ["StandardPipeline:Conversation:MaxTurns"] = "1",
            ["StandardPipeline:Conversation:MinQueryOverlap"] = "0.5",
        }).Build());
        await using ServiceProvider provider = services.BuildServiceProvider();
        IReranker reranker = provider.GetRequiredService<IReranker>();
        string?[] said = new string?[4];
        string[] queries = ["text 1", "text 1", "text 1", "something else"];
        for (int turn = 0; turn < said.Length; turn++)
        {
            RerankStage stage = (await reranker.RerankAsync(queries[turn], Candidates, Turn())).Stages[0];
            said[turn] = stage.Reason ?? stage.Decision;
        }

        Assert.That(said, Is.EqualTo(new[] { "the first turn", "reused", "the order was kept for 1 turns", "another question: 0% of the words are shared" }));
    }

    [Test]
    public void EveryPlacementHasANameInTelemetry() =>
        Assert.That(Enum.GetValues<RerankPlacement>().Select(TelemetryNames.Of), Is.Unique.And.None.EqualTo("_OTHER"));

    private static RerankOptions Turn(string id = "c") => new() { ConversationId = id };

    // Passes metadata on, and nothing else; disposes nothing, since several wrap one.
    private sealed class HidingReranker(IReranker inner) : IReranker
    {
        public Task<RerankResponse> RerankAsync(string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options = null, CancellationToken cancellationToken = default) =>
            inner.RerankAsync(query, candidates, options, cancellationToken);

        public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(RerankerMetadata) ? inner.GetService(serviceType, serviceKey) : null;

        public void Dispose()
        {
        }
    }
}
