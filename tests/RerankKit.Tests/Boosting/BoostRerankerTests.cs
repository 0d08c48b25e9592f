using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.Tests.Boosting;

public class BoostRerankerTests
{
    [Test]
    public async Task AFactorRaisesACandidateAndKeepsItsFormerScore()
    {
        using IReranker reranker = Similarity(text => text.Length).UseBoost(candidate => candidate.Text == "aa" ? 3 : 1).Build();

        RerankResponse response = await reranker.RerankAsync("q", ["aa", "bbbb", "c"]);

        Assert.That(response.Results.Select(result => (result.Index, result.Score)), Is.EqualTo(new[] { (0, 6.0), (1, 4.0), (2, 1.0) }));
        Assert.That(response.Results[0].RawScore, Is.EqualTo(2));
        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.Fused));
    }

    [Test]
    public async Task ALogitBecomesAProbabilityFirst()
    {
        using IReranker reranker = new StubReranker(_ => 0.0).AsBuilder().UseBoost(_ => 0.5).Build();

        Assert.That((await reranker.RerankAsync("q", ["a"])).Results[0].Score, Is.EqualTo(0.25).Within(1e-12));
    }

    [Test]
    public async Task ANegativeScoreIsRaisedByAFactorAboveOne()
    {
        using IReranker reranker = Similarity(_ => -0.5).UseBoost(candidate => candidate.Text == "b" ? 2 : 1).Build();

        RerankResponse response = await reranker.RerankAsync("q", ["a", "b"]);

        Assert.That(response.Results.Select(result => (result.Index, result.Score)), Is.EqualTo(new[] { (1, -0.25), (0, -0.5) }));
    }

    [Test]
    public async Task TopNIsCutAfterTheBoost()
    {
        using IReranker reranker = Similarity(text => text.Length).UseBoost(candidate => candidate.Text == "a" ? 100 : 1).Build();

        RerankResponse response = await reranker.RerankAsync("q", ["a", "bb", "ccc"], new() { TopN = 1 });

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 0 }));
    }

    [Test]
    public void AFactorThatCannotBeIsRefused([Values(0, -1, double.NaN, double.PositiveInfinity)] double factor)
    {
        using IReranker reranker = new StubReranker().AsBuilder().UseBoost(_ => factor).Build();
        Assert.That(async () => await reranker.RerankAsync("q", ["a"]), Throws.InvalidOperationException.With.Message.Contains("candidate 0"));
    }

    [Test]
    public async Task ACandidateOfOneHalfLifeStandsHalfwayToTheFloor()
    {
        var time = new ManualTimeProvider();
        using IReranker reranker = Similarity(_ => 1)
            .UseRecencyBoost(
                candidate => candidate.Item as DateTimeOffset?,
                options => (options.HalfLife, options.Floor, options.Undated) = (TimeSpan.FromDays(10), 0.2, 0.7))
            .Build(new Services(time));
        RerankCandidate[] candidates =
        [
            new("ten days old") { Item = time.GetUtcNow().AddDays(-10) },
            new("undated"),
            new("in the future") { Item = time.GetUtcNow().AddDays(5) },
            new("ancient") { Item = time.GetUtcNow().AddDays(-100_000) },
        ];

        RerankResponse response = await reranker.RerankAsync("q", candidates);

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 2, 1, 0, 3 }));
        Assert.That(response.Results.Select(result => result.Score), Is.EqualTo(new[] { 1, 0.7, 0.6, 0.2 }).Within(1e-12));
    }

    [Test]
    public void RecencyOptionsRefuseWhatMeansNothing()
    {
        Assert.That(() => new RecencyBoostOptions { HalfLife = TimeSpan.Zero }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RecencyBoostOptions { Floor = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RecencyBoostOptions { Floor = 1.1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RecencyBoostOptions { Undated = double.NaN }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static RerankerBuilder Similarity(Func<string, double> score) =>
        new StubReranker(call => new RerankResponse(StubReranker.Rank(call, score), StubReranker.Rank(call, score).Results)
        {
            ScoreKind = RerankScoreKind.Similarity,
        }).AsBuilder();

    private sealed class Services(TimeProvider timeProvider) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(TimeProvider) ? timeProvider : null;
    }
}

public class BoostConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() =>
        new StubReranker().AsBuilder().UseBoost(candidate => 1 + (candidate.Text.Length % 3)).Build();
}

public class BoostOverCapConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() => new StubReranker().AsBuilder().UseBoost(_ => 2).UseCandidateCap(5).Build();
}
