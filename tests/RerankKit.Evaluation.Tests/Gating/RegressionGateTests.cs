namespace RerankKit.Evaluation.Tests.Gating;

[TestFixture]
public sealed class RegressionGateTests
{
    private const int QueryCount = 50;
    private static readonly Qrels Judged = MakeQrels();

    [Test]
    public void ADropWithinTheAllowanceToTheLastBitPasses()
    {
        // Five of fifty queries fall from 1 to 0.5: a drop of exactly 0.05.
        RegressionGateResult result = RegressionGate.Check(Judged, Ranked(0), Ranked(5), "rr", maxDrop: 0.05);

        Assert.That(result.Passed, Is.True);
        Assert.That(result.Drop, Is.EqualTo(0.05).Within(1e-15));
        Assert.That(result.MaxDrop, Is.EqualTo(0.05));
        Assert.That(result.Reason, Does.Contain("rr went from 1 to 0.95 over 50 queries, a drop of 0.05 where a drop of 0.05 is allowed"));
        Assert.That(result.ThrowIfFailed, Throws.Nothing);
    }

    [Test]
    public void ALargerDropFailsAndSaysSo()
    {
        RegressionGateResult result = RegressionGate.Check(Judged, Ranked(0), Ranked(6), "rr", maxDrop: 0.05);

        Assert.That(result.Passed, Is.False);
        Assert.That(result.ThrowIfFailed, Throws.InvalidOperationException.With.Message.EqualTo(result.Reason));
        Assert.That(result.Reason, Does.Contain("a drop of 0.06"));
        Assert.That(result.Comparison.Losses, Is.EqualTo(6));
        Assert.That(result.PValue, Is.EqualTo(result.Comparison.RandomisationPValue));
    }

    [Test]
    public void AGainPassesEvenWhenNoDropIsAllowed()
    {
        RegressionGateResult result = RegressionGate.Check(Judged, Ranked(6), Ranked(0), "rr");

        Assert.That(result.Passed, Is.True);
        Assert.That(result.Drop, Is.Negative);
        Assert.That(result.Reason, Does.Contain("gain"));
    }

    [TestCase(2, true)]
    [TestCase(20, false)]
    public void WithASignificanceLevelOnlyAProvenDropFails(int worse, bool passed)
    {
        RegressionGateResult result = RegressionGate.Check(Judged, Ranked(0), Ranked(worse), "rr", 0.001, new() { SignificanceLevel = 0.05 });

        Assert.That(result.Passed, Is.EqualTo(passed));
        Assert.That(result.PValue < 0.05, Is.Not.EqualTo(passed));
        Assert.That(result.Reason, Does.Contain(passed ? "not significant" : "is significant").And.Contains("level 0.05"));
    }

    [Test]
    public void AFloorHoldsWhateverTheBaselineWas()
    {
        Assert.That(RegressionGate.Check(Judged, Ranked(20), Ranked(20), "rr", 0, new() { Floor = 0.8 }).Passed, Is.True);
        RegressionGateResult result = RegressionGate.Check(Judged, Ranked(20), Ranked(20), "rr", 0, new() { Floor = 0.81 });
        Assert.That(result.Passed, Is.False);
        Assert.That(result.Reason, Does.Contain("0.81 or more"));
    }

    [Test]
    public void ALostDocumentFailsWhereTheSamePoolIsRequired()
    {
        var shorter = new Run("shorter");
        foreach (string queryId in Judged.QueryIds)
        {
            shorter.AddRanking(queryId, queryId == "q7" ? ["a"] : ["a", "b"]);
        }

        RegressionGateResult result = RegressionGate.Check(Judged, Ranked(0), shorter, "rr", 0, new() { RequiresSamePool = true });

        Assert.That(RegressionGate.Check(Judged, Ranked(0), shorter, "rr").Passed, Is.True);
        Assert.That(result.Passed, Is.False);
        Assert.That(result.Reason, Does.Contain("1 lost, 0 added").And.Contains("'q7'"));
    }

    [Test]
    public void ForAMetricThatIsBetterLowARiseIsTheDrop()
    {
        RegressionGateResult result = RegressionGate.Check(Judged, Ranked(0), Ranked(5), "unjudged@1", 0.05, new() { Floor = 0.09 });

        Assert.That(result.Drop, Is.EqualTo(0.1).Within(1e-15));
        Assert.That(result.Passed, Is.False);
        Assert.That(result.Reason, Does.Contain("0.09 or less"));
    }

    [Test]
    public void OneComparisonServesSeveralGates()
    {
        RunComparison comparison = RunComparison.Compare(Judged, Ranked(0), Ranked(5), ["rr", "hit@2"]);

        Assert.That(RegressionGate.Check(comparison, "rr", 0.01).Passed, Is.False);
        Assert.That(RegressionGate.Check(comparison, "hit@2").Passed, Is.True);
        Assert.That(() => RegressionGate.Check(comparison, "map"), Throws.TypeOf<KeyNotFoundException>());
    }

    [TestCase(-0.1)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void AnAllowanceThatIsNoneIsRefused(double maxDrop) =>
        Assert.That(() => RegressionGate.Check(Judged, Ranked(0), Ranked(1), "rr", maxDrop), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("0 or more"));

    [Test]
    public void OptionsRefuseWhatIsOutOfRange()
    {
        Assert.That(() => new RegressionGateOptions { SignificanceLevel = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RegressionGateOptions { SignificanceLevel = 1 }, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RegressionGateOptions { Floor = double.NaN }, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private static Qrels MakeQrels()
    {
        var qrels = new Qrels();
        for (int i = 0; i < QueryCount; i++)
        {
            qrels.Add($"q{i}", "a", 1);
        }

        return qrels;
    }

    /// <summary>A run in which the relevant document stands second in the first queries, else first.</summary>
    private static Run Ranked(int worse)
    {
        var run = new Run($"worse{worse}");
        for (int i = 0; i < QueryCount; i++)
        {
            run.AddRanking($"q{i}", i < worse ? ["b", "a"] : ["a", "b"]);
        }

        return run;
    }
}
