using RerankKit.Authoring;
using RerankKit.Conformance;

namespace RerankKit.Tests.Pipeline;

public class ResponseGuardRerankerTests
{
    private static readonly string[] Documents = ["a", "b", "c", "d"];

    [Test]
    public async Task AFaultlessResponsePassesThroughUnchanged()
    {
        RerankResponse? given = null;
        using var reranker = new ResponseGuardReranker(new StubReranker(call => given = StubReranker.Rank(call, StubReranker.DefaultScore)));

        Assert.That(await reranker.RerankAsync("q", Documents), Is.SameAs(given));
    }

    [Test]
    public async Task ScoresThatAreNotFiniteBecomeUnscored()
    {
        RerankResponse response = await Guard(new(0, double.NaN), new(1, 2), new(2, double.PositiveInfinity), new(3, 1));

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 1, 3, 0, 2 }));
        Assert.That(response.Results[2].Placement, Is.EqualTo(RerankPlacement.Unscored));
        Assert.That(response.Stages[0].Reason, Is.EqualTo("2 not finite, 0 repeated, 0 out of range, 0 left out"));
    }

    [Test]
    public async Task RepeatedAndInventedCandidatesAreTakenOutAndMissingOnesAppended()
    {
        RerankResponse response = await Guard(new(2, 5), new(2, 4), new(-1, 3), new(9, 2));

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 2, 0, 1, 3 }));
        Assert.That(response.Results.Count(result => result.IsScored), Is.EqualTo(1));
        Assert.That(response.Stages[0].Reason, Is.EqualTo("0 not finite, 1 repeated, 2 out of range, 3 left out"));
    }

    [Test]
    public async Task AnOrderThatIsNotByScoreIsMended()
    {
        RerankResponse response = await Guard(new(0, 1), new(3, 7), new(1, 7), new(2, 3));

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 1, 3, 2, 0 }));
    }

    [Test]
    public async Task MoreThanTopNIsCut()
    {
        var inner = new StubReranker(_ => new RerankResponse([new(0, 4), new(1, 3), new(2, 2), new(3, 1)]));
        using var reranker = new ResponseGuardReranker(inner);

        RerankResponse response = await reranker.RerankAsync("q", Documents, new() { TopN = 2 });

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 0, 1 }));
    }

    [Test]
    public void ACandidateWithoutTextIsNamed()
    {
        using var reranker = new ResponseGuardReranker(new StubReranker());
        RerankCandidate[] candidates = ["a", default];
        Assert.That(async () => await reranker.RerankAsync("q", candidates), Throws.ArgumentException.With.Message.Contains("Candidate 1"));
    }

    [Test]
    public void ANullResponseIsAnError()
    {
        using var reranker = new ResponseGuardReranker(new StubReranker(_ => (RerankResponse)null!));
        Assert.That(async () => await reranker.RerankAsync("q", Documents), Throws.InvalidOperationException);
    }

    private static async Task<RerankResponse> Guard(params RerankResult[] results)
    {
        using var reranker = new ResponseGuardReranker(new StubReranker(_ => new RerankResponse(results)));
        return await reranker.RerankAsync("q", Documents);
    }
}

public class ResponseGuardConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() => new ResponseGuardReranker(new StubReranker());
}
