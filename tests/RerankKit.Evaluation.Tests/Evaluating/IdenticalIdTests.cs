namespace RerankKit.Evaluation.Tests.Evaluating;

/// <summary>Collections whose queries are documents: a query finds itself, which BEIR leaves out.</summary>
[TestFixture]
public sealed class IdenticalIdTests
{
    private static readonly EvaluationOptions Ignoring = new() { IgnoresIdenticalIds = true };

    private readonly Qrels _qrels = TextFile.Qrels("a1 0 a2 1\nb1 0 b2 1\n");
    private readonly Run _found = TextFile.Run("a1 Q0 a1 1 9 t\na1 Q0 b1 2 8 t\na1 Q0 a2 3 7 t\nb1 Q0 b2 1 9 t\nb1 Q0 b1 2 8 t\n", "found");
    private readonly Run _without = TextFile.Run("a1 Q0 b1 1 8 t\na1 Q0 a2 2 7 t\nb1 Q0 b2 1 9 t\n", "without");

    [Test]
    public void ADocumentWithTheIdOfItsQueryIsLeftOutWhereThatIsAsked()
    {
        Assert.That(Evaluator.Evaluate(_qrels, _found, ["rr"])["rr", "a1"], Is.EqualTo(1 / 3.0));

        EvaluationResult result = Evaluator.Evaluate(_qrels, _found, ["rr", "num_ret"], Ignoring);

        Assert.That((result["rr", "a1"], result["rr", "b1"], result["num_ret"]), Is.EqualTo((0.5, 1.0, 3.0)));
        Assert.That(result["rr"], Is.EqualTo(Evaluator.Evaluate(_qrels, _without, ["rr"])["rr"]));
    }

    [Test]
    public void TheOracleAndAComparisonLeaveItOutToo()
    {
        Qrels qrels = TextFile.Qrels("a1 0 a1 1\na1 0 a2 1\nb1 0 b2 1\n");

        Assert.That(Evaluator.EvaluateOracle(qrels, _found, ["num_rel_ret"], Ignoring)["num_rel_ret"], Is.EqualTo(2));

        RunComparison comparison = RunComparison.Compare(_qrels, _found, _without, ["rr"], new() { Evaluation = Ignoring });
        Assert.That((comparison["rr"].Difference, comparison["rr"].Oracle, comparison.Pool.IsSame), Is.EqualTo((0.0, 1.0, true)));
        Assert.That(RunComparison.Compare(_qrels, _found, _without, ["rr"]).Pool.LostCount, Is.EqualTo(2));
    }
}
