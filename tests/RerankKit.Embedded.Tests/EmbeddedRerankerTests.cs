using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace RerankKit.Embedded.Tests;

public class EmbeddedRerankerTests
{
    [Test]
    public async Task WordsThatMeanTheLikeFindAPassageWithoutASharedWord()
    {
        using var reranker = new EmbeddedReranker();
        RerankResponse response = await reranker.RerankAsync(Passages.Query, Passages.Unscored);
        Assert.That(response.Results[0].Index, Is.EqualTo(1));
        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.Fused));
        Assert.That(response.Stages.Single().Reason, Does.StartWith("no candidate has a first-stage score"));
    }

    [Test]
    public async Task TheFirstStageCountsByItsWeight()
    {
        using var trusting = new EmbeddedReranker(new() { FirstStageWeight = 100 });
        using var alone = new EmbeddedReranker(new() { FirstStageWeight = 0 });
        RerankResponse trusted = await trusting.RerankAsync(Passages.Query, Passages.Scored);
        RerankResponse own = await alone.RerankAsync(Passages.Query, Passages.Scored);
        RerankResponse unscored = await alone.RerankAsync(Passages.Query, Passages.Unscored);
        Assert.That(trusted.Results.Select(result => result.Index), Is.EqualTo(new[] { 0, 1, 2, 3 }));
        Assert.That(own.Results, Is.EqualTo(unscored.Results));
    }

    [Test]
    public async Task ACandidateWithoutAFirstStageScoreNeitherGainsNorLosesByIt()
    {
        RerankCandidate[] mixed = Passages.Scored;
        mixed[1] = mixed[1] with { Score = null };
        using var reranker = new EmbeddedReranker();
        RerankResponse response = await reranker.RerankAsync(Passages.Query, mixed);
        Assert.That(response.Results[0].Index, Is.EqualTo(1));
        Assert.That(response.Results, Has.All.Matches<RerankResult>(result => result.IsScored && double.IsFinite(result.Score)));
    }

    [Test]
    public async Task FirstStageScoresBeyondAllMeasureLeaveTheOtherPartsToRank()
    {
        RerankCandidate[] candidates = [.. Passages.Texts.Select((text, i) => new RerankCandidate(text) { Score = i % 2 == 0 ? double.MaxValue : -double.MaxValue })];
        using var reranker = new EmbeddedReranker();
        RerankResponse response = await reranker.RerankAsync(Passages.Query, candidates);
        Assert.That(response.Results[0].Index, Is.EqualTo(1));
    }

    [Test]
    public async Task KeptTextsScoreAsTheyDidWhenTheyWereRead()
    {
        using var reranker = new EmbeddedReranker(new() { CachedTexts = 2 });
        using var reading = new EmbeddedReranker();
        RerankResponse expected = await reading.RerankAsync(Passages.Query, Passages.Scored);
        for (int call = 0; call < 3; call++)
        {
            RerankResponse response = await reranker.RerankAsync(Passages.Query, Passages.Scored);
            Assert.That(response.Results, Is.EqualTo(expected.Results));
        }
    }

    [Test]
    public async Task AMaximumLengthCutsDocumentsAndIsReported()
    {
        using var reranker = new EmbeddedReranker(new() { CachedTexts = 10 });
        RerankResponse response = await reranker.RerankAsync(Passages.Query, Passages.Scored, new() { MaxTokensPerDocument = 3 });
        Assert.That(response.Results, Has.All.Matches<RerankResult>(result => result.IsTruncated));
        RerankResponse whole = await reranker.RerankAsync(Passages.Query, Passages.Scored);
        Assert.That(whole.Results, Has.None.Matches<RerankResult>(result => result.IsTruncated));
    }

    [TestCase("error E-1042 when saving", "What to do about E-1042.", "Errors such as E-1043 and E-1041 come when saving fails and an error is shown.")]
    [TestCase("build fails with CS0246", "CS0246 has a cause.", "The build fails with CS0247: a build that fails with such errors is a failing build.")]
    [TestCase("order 20481", "The order 20481 was sent.", "An order of the order list: order 20482.")]
    public async Task ACandidateWithTheIdentifierStandsOnTop(string query, string with, string without)
    {
        using var reranker = new EmbeddedReranker();
        RerankResponse response = await reranker.RerankAsync(query, [new(without) { Score = 9 }, new(with) { Score = 1 }, new("The weather is fine and the sun is out.") { Score = 5 }]);
        Assert.That(response.Results[0].Index, Is.EqualTo(1));
    }

    [Test]
    public async Task CoverageIsTheSameInAnyCompany()
    {
        using var reranker = new EmbeddedReranker(new() { Scores = EmbeddedScores.Coverage });
        RerankResponse all = await reranker.RerankAsync(Passages.Query, Passages.Scored);
        RerankResponse one = await reranker.RerankAsync(Passages.Query, [Passages.Scored[1]]);
        Assert.That(one.Results[0].Score, Is.EqualTo(all.Results.Single(result => result.Index == 1).Score));
        Assert.That(all.Results, Has.All.Matches<RerankResult>(result => result.Score is >= 0 and <= 1));
        Assert.That(all.ScoreKind, Is.EqualTo(RerankScoreKind.Similarity));
    }

    [Test]
    public void OptionsOutOfRangeAreRefusedByName()
    {
        Assert.That(() => new EmbeddedRerankerOptions { WordsWeight = double.NaN }, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("WordsWeight is NaN"));
        Assert.That(() => new EmbeddedRerankerOptions { CachedTexts = -1 }, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("CachedTexts is -1"));
        Assert.That(() => new EmbeddedRerankerOptions { Scores = (EmbeddedScores)7 }, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("Scores is 7"));
    }

    [Test]
    public async Task ItIsRegisteredInCodeAndInConfiguration()
    {
        var services = new ServiceCollection();
        services.AddReranking().AddEmbedded(options => options.CachedTexts = 5);
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Rerankers:box:Provider"] = "embedded",
            ["Rerankers:box:Options:Scores"] = "Coverage",
            ["Rerankers:box:Options:GuardLanguage"] = "false",
        }).Build();
        services.AddEmbeddedReranker().AddEmbeddedReranker().AddReranking(configuration);
        await using ServiceProvider provider = services.BuildServiceProvider();
        RerankResponse blended = await provider.GetRequiredService<IReranker>().RerankAsync(Passages.Query, Passages.Scored);
        RerankResponse coverage = await provider.GetRequiredKeyedService<IReranker>("box").RerankAsync(Passages.Query, Passages.Scored);
        Assert.That(blended.ScoreKind, Is.EqualTo(RerankScoreKind.Fused));
        Assert.That(coverage.ScoreKind, Is.EqualTo(RerankScoreKind.Similarity));
    }

    [Test]
    public async Task AConfigurationKeyThatMeansNothingIsRefusedByName()
    {
        var services = new ServiceCollection();
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Provider"] = "embedded",
            ["Options:WordWeight"] = "2",
        }).Build();
        services.AddEmbeddedReranker().AddReranking(configuration);
        await using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(() => provider.GetRequiredService<IReranker>(), Throws.InvalidOperationException.With.Message.Contains("WordWeight"));
    }
}
