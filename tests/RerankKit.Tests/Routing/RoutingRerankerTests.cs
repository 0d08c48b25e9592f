using RerankKit.Conformance;

namespace RerankKit.Tests.Routing;

public class RoutingRerankerTests
{
    [Test]
    public async Task TheFirstRouteThatMatchesAnswers()
    {
        var german = new StubReranker();
        var large = new StubReranker();
        var other = new StubReranker();
        using var router = new RoutingReranker(
            [
                new("german", request => request.Query.Contains('ß'), german),
                new("large", request => request.Candidates.Count > 2, large),
            ],
            other);

        RerankResponse response = await router.RerankAsync("straße", ["a", "b", "c"]);
        await router.RerankAsync("street", ["a", "b", "c"]);
        await router.RerankAsync("street", ["a"]);

        Assert.That((german.Calls.Count, large.Calls.Count, other.Calls.Count), Is.EqualTo((1, 1, 1)));
        Assert.That(response.Stages[0], Is.EqualTo(new RerankStage("router", "german") { CandidatesIn = 3, CandidatesScored = 3 }));
    }

    [Test]
    public void TwoRoutesOfOneNameAreRefused()
    {
        using var stub = new StubReranker();
        Assert.That(
            () => new RoutingReranker([new("x", _ => true, stub), new("x", _ => true, stub)], stub),
            Throws.ArgumentException.With.Message.Contains("'x'"));
    }

    [Test]
    public void EveryRerankerIsDisposedOnceUnlessSomebodyElseOwnsIt()
    {
        var shared = new StubReranker();
        new RoutingReranker([new("a", _ => true, shared)], shared).Dispose();
        Assert.That(shared.DisposeCount, Is.EqualTo(1));

        var foreign = new StubReranker();
        new RoutingReranker([], foreign, leaveOpen: true).Dispose();
        Assert.That(foreign.DisposeCount, Is.Zero);
    }

    [Test]
    public void TheScoreKindIsKnownOnlyWhereAllRoutesAgree()
    {
        using var same = new RoutingReranker([new("a", _ => true, new StubReranker())], new StubReranker());
        using var mixed = new RoutingReranker(
            [new("a", _ => true, new StubReranker())], new StubReranker { Metadata = new("x") { ScoreKind = RerankScoreKind.Similarity } });
        Assert.That(same.GetService<RerankerMetadata>()?.ScoreKind, Is.EqualTo(RerankScoreKind.Logit));
        Assert.That(mixed.GetService<RerankerMetadata>()?.ScoreKind, Is.EqualTo(RerankScoreKind.Unspecified));
    }
}

public class RoutingConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() =>
        new RoutingReranker([new("short", request => request.Candidates.Count < 5, new StubReranker())], new StubReranker());
}
