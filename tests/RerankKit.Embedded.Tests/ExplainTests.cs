namespace RerankKit.Embedded.Tests;

public class ExplainTests
{
    [Test]
    public async Task ThePartsAddUpToTheScore()
    {
        using var reranker = new EmbeddedReranker();
        RerankResponse response = await reranker.RerankAsync(Passages.Query, Passages.Scored);
        foreach (RerankResult result in response.Results)
        {
            EmbeddedExplanation explanation = reranker.Explain(Passages.Query, Passages.Scored, result.Index);
            Assert.That(explanation.Score, Is.EqualTo(result.Score).Within(1e-9));
            Assert.That(explanation.Parts.Select(part => part.Name), Is.EqualTo(new[] { "first-stage", "words", "meaning", "lead", "feedback", "topic" }));
            Assert.That(explanation.LeftReason, Is.Null);
        }
    }

    [Test]
    public void MatchesNameTheWordsOfQueryAndTextAndWhereTheyStand()
    {
        using var reranker = new EmbeddedReranker();
        EmbeddedExplanation explanation = reranker.Explain(Passages.Query, Passages.Scored, 1);
        foreach (EmbeddedMatch match in explanation.Matches)
        {
            Assert.That(Passages.Query.Substring(match.QueryStart, match.QueryWord.Length), Is.EqualTo(match.QueryWord));
            Assert.That(Passages.Texts[1].Substring(match.Start, match.Word.Length), Is.EqualTo(match.Word));
        }

        EmbeddedMatch doctor = explanation.Matches.First(match => match.QueryWord == "doctor");
        Assert.That((doctor.Word, doctor.IsExact), Is.EqualTo(("physician", false)));
        Assert.That(doctor.Similarity, Is.GreaterThan(0).And.LessThan(1));
        EmbeddedMatch exact = explanation.Matches.First(match => match.QueryWord == "a");
        Assert.That((exact.Word.ToUpperInvariant(), exact.IsExact, exact.Similarity), Is.EqualTo(("A", true, 1.0)));
    }

    [Test]
    public void AWordOfSeveralPiecesIsOneWord()
    {
        using var reranker = new EmbeddedReranker();
        EmbeddedExplanation explanation = reranker.Explain("what is acetylcholinesterase", [new("An inhibitor of Acetylcholinesterase was given.")], 0);
        EmbeddedMatch match = explanation.Matches.Single(match => match is { QueryWord: "acetylcholinesterase", IsExact: true });
        Assert.That((match.Word, match.Start), Is.EqualTo(("Acetylcholinesterase", 16)));
    }

    [Test]
    public void ACallThatIsLeftToTheFirstStageSaysWhy()
    {
        using var reranker = new EmbeddedReranker();
        EmbeddedExplanation explanation = reranker.Explain("как лечат перелом", Passages.Scored, 0);
        Assert.That(explanation.LeftReason, Does.Contain("script"));
        Assert.That(explanation.Parts, Is.Empty);
    }

    [Test]
    public void AnIndexOutOfRangeIsRefused()
    {
        using var reranker = new EmbeddedReranker();
        Assert.That(() => reranker.Explain(Passages.Query, Passages.Scored, 4), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("index is 4"));
    }
}
