namespace RerankKit.Evaluation.Tests.Evaluating;

/// <summary>Runs whose ids are not those of the judgements, or only look like them.</summary>
[TestFixture]
public sealed class JudgedIdTests
{
    private const string Composed = "caf\u00E9";
    private const string Decomposed = "cafe\u0301";

    [Test]
    public void TheResultCountsTheDocumentsThatAreJudged()
    {
        Qrels qrels = TextFile.Qrels("q1 0 a 1\nq1 0 b 0\nq1 0 n -1\nq2 0 c 1\nq3 0 a 1\n");
        Run run = TextFile.Run("q1 Q0 a 1 9 t\nq1 Q0 b 2 8 t\nq1 Q0 n 3 7 t\nq1 Q0 x 4 6 t\nq2 Q0 a 1 9 t\nq9 Q0 a 1 9 t\n");

        Assert.That(Evaluator.Evaluate(qrels, run, ["rr"]).JudgedDocumentCount, Is.EqualTo(3));
        Assert.That(Evaluator.Evaluate(qrels, TextFile.Run("q1 Q0 doc-a 1 9 t\n"), ["rr"]).JudgedDocumentCount, Is.Zero);
    }

    [Test]
    public void TheGateRefusesARunNoneOfWhoseDocumentsIsJudged()
    {
        Qrels qrels = TextFile.Qrels("q1 0 a 1\n");
        Run good = TextFile.Run("q1 Q0 a 1 9 t\n", "good");
        Run blind = TextFile.Run("q1 Q0 A 1 9 t\n", "blind");

        foreach ((Run before, Run after) in ((Run, Run)[])[(blind, blind), (blind, good), (good, blind)])
        {
            Assert.That(
                () => RegressionGate.Check(qrels, before, after, "rr", maxDrop: 1),
                Throws.ArgumentException.With.Message.Contains("None of the documents of run 'blind' is judged"));
        }

        Assert.That(RegressionGate.Check(qrels, good, good, "rr").Passed, Is.True);
    }

    [Test]
    public void IdsThatDifferOnlyByUnicodeNormalisationAreNamed()
    {
        Icu.Need();
        var qrels = new Qrels();
        qrels.Add("q", Composed, 1);
        qrels.Add("q", "plain", 1);
        qrels.Add(Decomposed, "d", 1);
        var run = new Run("run");
        run.Add(Composed, [new("d", 1)]);
        run.Add("q", [new(Decomposed, 2), new("plain", 1), new("caf\uD800", 1), new("other\u00E9", 1)]);

        IReadOnlyList<IdVariant> variants = IdVariant.Find(qrels, run);

        Assert.That(variants, Is.EqualTo([new IdVariant(Composed, Decomposed), new IdVariant(Decomposed, Composed)]));
        Assert.That(variants[1].ToString(), Does.Contain("0063 0061 0066 0065 0301").And.Contains("0063 0061 0066 00E9").And.Contains("NFC"));
    }

    [Test]
    public void ARunThatAnswersNoJudgedQueryBecauseOfNormalisationIsToldSo()
    {
        Icu.Need();
        Qrels qrels = TextFile.Qrels($"{Composed} 0 a 1\n");
        Run run = TextFile.Run($"{Decomposed} Q0 a 1 9 t\n");

        Assert.That(() => Evaluator.Evaluate(qrels, run, ["rr"]), Throws.ArgumentException.With.Message.Contains("Unicode normalisation"));
    }

    [Test]
    public void IdsThatAreJudgedHaveNoVariants()
    {
        var qrels = new Qrels();
        qrels.Add("q", Composed, 1);
        qrels.Add("q", Decomposed, 1);
        var run = new Run("run");
        run.Add("q", [new(Decomposed, 2)]);

        Assert.That(IdVariant.Find(qrels, run), Is.Empty);
    }
}
