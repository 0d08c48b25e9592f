using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.Tests.Conversations;

/// <summary>Every call is a turn of one conversation, so that the fixture's second calls keep the order of its first ones.</summary>
public class ConversationConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() =>
        new StubReranker().AsBuilder().Use(inner => new InOneConversation(inner)).UseConversation(options => options.MaxTurns = 1000).Build();
}

/// <summary>The fixture's candidates were ranked before, in another order, for another query.</summary>
public class LaterTurnConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker()
    {
        IReranker reranker = new StubReranker().AsBuilder().Use(inner => new InOneConversation(inner)).UseConversation().Build();
        Assert.That(reranker.RerankAsync("another query", [.. CreateCandidates().Reverse()]).IsCompletedSuccessfully, Is.True);
        return reranker;
    }
}

/// <summary>With a cap inside, half of the candidates are unscored and follow the first stage of the turn.</summary>
public class CappedConversationConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() =>
        new StubReranker().AsBuilder().Use(inner => new InOneConversation(inner)).UseConversation().UseCandidateCap(6).Build();
}

internal sealed class InOneConversation(IReranker inner) : DelegatingReranker(inner)
{
    protected override Task<RerankResponse> RerankCoreAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        RerankOptions turn = options?.Clone() ?? new();
        turn.ConversationId = "c";
        return base.RerankCoreAsync(query, candidates, turn, cancellationToken);
    }
}
