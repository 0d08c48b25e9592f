namespace RerankKit.Evaluation.Tests.Runs;

[TestFixture]
public sealed class RunTests
{
    [Test]
    public void ARankingWithoutScoresKeepsItsOrder()
    {
        var run = new Run("r");
        run.AddRanking("q", ["b", "c", "a"]);

        Assert.That(run.GetRanking("q").Select(document => document.Id), Is.EqualTo(["b", "c", "a"]));
        Assert.That(run["q"].Select(document => document.Score), Is.EqualTo([3.0, 2.0, 1.0]));
    }

    [Test]
    public void WhatCannotBeEvaluatedIsRefused()
    {
        var run = new Run("r");
        run.Add("q", [new("d", 1)]);

        Assert.That(() => run.Add("q", [new("d", 1)]), Throws.ArgumentException.With.Message.Contains("already answers query 'q'"));
        Assert.That(() => run.Add("p", [new("d", 1), new("d", 2)]), Throws.ArgumentException.With.Message.Contains("'d' twice"));
        Assert.That(() => run.Add("p", [new("d", double.NaN)]), Throws.ArgumentException.With.Message.Contains("not finite"));
        Assert.That(() => run.Add("p", [new("d", double.NegativeInfinity)]), Throws.ArgumentException.With.Message.Contains("not finite"));
        Assert.That(() => run.Add("p", [new("", 1)]), Throws.ArgumentException.With.Message.Contains("without an id"));
        Assert.That(() => run.AddRanking("p", ["a", "a"]), Throws.ArgumentException.With.Message.Contains("'a' twice"));
        Assert.That(() => run.Add("", []), Throws.ArgumentException);
        Assert.That(() => new Run(" "), Throws.ArgumentException);
        Assert.That(run.QueryIds, Is.EqualTo(["q"]));
    }

    [Test]
    public void AMissingQueryIsNamed()
    {
        var run = new Run("bm25");

        Assert.That(() => run["q9"], Throws.TypeOf<KeyNotFoundException>().With.Message.Contains("'q9'").And.Message.Contains("'bm25'"));
        Assert.That(() => run.GetRanking("q9"), Throws.TypeOf<KeyNotFoundException>());
        Assert.That(run.TryGetDocuments("q9", out _), Is.False);
        Assert.That(run.Contains("q9"), Is.False);
    }

    [TestCase(TieRule.TrecEval, "top,e,d,c")]
    [TestCase(TieRule.DocumentIdAscending, "top,c,d,e")]
    [TestCase(TieRule.InputOrder, "top,d,e,c")]
    public void EqualScoresAreOrderedByTheRule(TieRule ties, string expected)
    {
        var run = new Run("r");
        run.Add("q", [new("d", 0), new("e", -0.0), new("top", 1), new("c", 0)]);

        Assert.That(string.Join(',', run.GetRanking("q", ties).Select(document => document.Id)), Is.EqualTo(expected));
    }

    [TestCase(TieRule.Pessimistic)]
    [TestCase(TieRule.Optimistic)]
    [TestCase((TieRule)99)]
    public void ABoundNeedsJudgements(TieRule ties)
    {
        var run = new Run("r");
        run.AddRanking("q", ["a"]);

        Assert.That(() => run.GetRanking("q", ties), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void LargeShuffledRunsWithManyTiesComeOutAsASimpleSortWouldPutThem()
    {
        var random = new Random(7);
        ScoredDocument[] documents = [.. Enumerable.Range(0, 2000).Select(i => new ScoredDocument($"d{i:X}", random.Next(20)))];
        var run = new Run("r");
        run.Add("q", documents);

        Assert.That(
            run.GetRanking("q", TieRule.TrecEval),
            Is.EqualTo(documents.OrderByDescending(d => d.Score).ThenByDescending(d => d.Id, StringComparer.Ordinal)));
        Assert.That(run.GetRanking("q"), Is.EqualTo(documents.OrderByDescending(d => d.Score)), "in the run's order unless told otherwise");
    }
}
