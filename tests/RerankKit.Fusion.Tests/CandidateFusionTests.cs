using RerankKit.Conformance;

namespace RerankKit.Fusion.Tests;

public class CandidateFusionTests
{
    [Test]
    public void CandidatesAreTheSameByIdAndWithoutOneByText()
    {
        RerankCandidate[] lexical = [new("one") { Id = "1" }, new("two"), new("three") { Id = "3" }];
        RerankCandidate[] dense = [new("two"), new("one, in other words") { Id = "1" }, new("3")];

        FusedRanking<RerankCandidate> ranking = RankFusion.Fuse([lexical, dense]);

        Assert.That(ranking.Select(item => item.Key.Text), Is.EqualTo(new[] { "one", "two", "three", "3" }), "a text is never an id");
        Assert.That(ranking.ListNames, Is.EqualTo(new[] { "list 1", "list 2" }));
    }

    [Test]
    public void FusedCandidatesCarryTheFusedScoreTheFirstTextAndTheFirstItem()
    {
        RerankCandidate[] lexical = [new("lexical text") { Id = "1", Score = 12 }, new("other") { Id = "2", Score = 11 }];
        RerankCandidate[] dense = [new("dense text") { Id = "1", Score = 0.8, Item = "dense item" }, new("third") { Id = "3", Score = 0.7, Item = 3 }];

        RerankCandidate[] candidates = RankFusion.Fuse([lexical, dense]).ToCandidates();

        Assert.That(candidates, Is.EqualTo(new RerankCandidate[]
        {
            new("lexical text") { Id = "1", Score = 2 / 61.0, Item = "dense item" },
            new("other") { Id = "2", Score = 1 / 62.0 },
            new("third") { Id = "3", Score = 1 / 62.0, Item = 3 },
        }));
    }

    [Test]
    public async Task AFusionGoesStraightIntoAReranker()
    {
        FusedRanking<RerankCandidate> fused = RankFusion.Fuse([[new("a"), new("bb")], [new("bb"), new("ccc")]]);
        using var reranker = new StubReranker(text => text.Length);

        RerankResponse response = await reranker.RerankAsync("q", fused.ToCandidates(topN: 2));

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 0, 1 }), "bb, then a");
    }

    [Test]
    public void ScoresOfTheCandidatesAreUsedWhereAllHaveOne()
    {
        RerankCandidate[] scored = [new("a") { Score = 3 }, new("b") { Score = 1 }];
        RerankCandidate[] partly = [new("a") { Score = 3 }, new("b")];
        var options = new RankFusionOptions { Method = FusionMethod.CombSum };

        Assert.That(RankFusion.Fuse([scored], options).Select(item => item.Score), Is.EqualTo(new[] { 1.0, 0.0 }));
        Assert.That(() => RankFusion.Fuse([scored, partly], options), Throws.ArgumentException.With.Message.Contains("\"list 2\""));
        Assert.That(scored.AsFusionList("x").HasScores, Is.True);
        Assert.That(partly.AsFusionList("x").HasScores, Is.False);
    }

    [Test]
    public void NamedListsOfCandidatesFuseById()
    {
        RerankCandidate[] dense = [new("two") { Id = "2" }, new("one") { Id = "1" }];
        FusedRanking<RerankCandidate> ranking = RankFusion.Fuse([dense.AsFusionList("dense"), dense.AsFusionList("again")]);
        Assert.That(ranking.Select(item => item.Key.Id), Is.EqualTo(new[] { "2", "1" }));
        Assert.That(ranking[0].GetSource(1).ListName, Is.EqualTo("again"));
    }

    [Test]
    public void CandidatesOfFusedKeysComeFromTheCaller()
    {
        FusedRanking<string> ranking = RankFusion.Fuse([(string[])["b", "a"], (string[])["b"]]);

        RerankCandidate[] candidates = ranking.ToCandidates(id => new($"text of {id}") { Id = id, Score = 99 }, topN: 1);

        Assert.That(candidates, Is.EqualTo(new RerankCandidate[] { new("text of b") { Id = "b", Score = 2 / 61.0 } }));
    }

    [Test]
    public void ATopNBelowOneIsRefused()
    {
        FusedRanking<RerankCandidate> ranking = RankFusion.Fuse([[new("a")]]);
        Assert.That(() => ranking.ToCandidates(topN: 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => ranking.ToCandidates(candidate => candidate, -1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void ACandidateWithoutTextIsRefused() =>
        Assert.That(() => RankFusion.Fuse([[new("a"), default]]), Throws.ArgumentException.With.Message.Contains("Candidate 1 has no text"));

    [Test]
    public void ACandidatesScoreThatIsNotFiniteIsRefused() =>
        Assert.That(() => RankFusion.Fuse([[new("a") { Score = double.NaN }]]), Throws.ArgumentException.With.Message.Contains("\"list 1\" has the score NaN"));
}
