namespace RerankKit.Tests.Budgets;

public class LatencyEstimateTests
{
    [Test]
    public void NothingIsKnownBeforeTheFirstCall() => Assert.That(new LatencyEstimate().Fit(TimeSpan.FromSeconds(1)), Is.Null);

    [Test]
    public void CallsOfOneLengthAreTakenToCostPerCandidate()
    {
        var estimate = new LatencyEstimate();
        estimate.Record(16, Ms(160));
        estimate.Record(16, Ms(160));
        Assert.That((estimate.Fit(Ms(105)), estimate.Fit(Ms(5)), estimate.Fit(Ms(0))), Is.EqualTo(((int?)10, (int?)0, (int?)0)));
    }

    [Test]
    public void AFixedPartAndAPartPerCandidateAreToldApart()
    {
        var estimate = new LatencyEstimate();
        foreach (int n in (int[])[10, 50, 30, 40])
        {
            estimate.Record(n, Ms(100 + (2 * n)));
        }

        Assert.That(estimate.Fit(Ms(100 + (2 * 70) + 1)), Is.EqualTo(70));
        Assert.That(estimate.Fit(Ms(99)), Is.Zero);
    }

    [Test]
    public void ALatencyThatDoesNotDependOnTheLengthIsLearned()
    {
        var estimate = new LatencyEstimate();
        estimate.Record(16, Ms(100));
        estimate.Record(24, Ms(100));
        Assert.That(estimate.Fit(Ms(101)), Is.EqualTo(24 * 8), "as far as the line is trusted");
        Assert.That(estimate.Fit(Ms(99)), Is.Zero);
    }

    [Test]
    public void ALineThatFallsOrBeginsBelowZeroIsStraightened()
    {
        var falling = new LatencyEstimate();
        falling.Record(10, Ms(100));
        falling.Record(20, Ms(50));
        Assert.That(falling.Fit(Ms(200)), Is.EqualTo(160));

        var steep = new LatencyEstimate();
        steep.Record(10, Ms(1));
        steep.Record(20, Ms(100));
        Assert.That(steep.Fit(Ms(5)), Is.GreaterThan(0), "a negative fixed part would promise the first candidates for free");
        Assert.That(steep.Fit(Ms(1000)), Is.LessThan(1000));
    }

    [Test]
    public void TheLineIsTrustedToEightTimesTheLongestCall()
    {
        var estimate = new LatencyEstimate();
        estimate.Record(16, TimeSpan.Zero);
        Assert.That(estimate.Fit(Ms(1)), Is.EqualTo(128));
    }

    [Test]
    public void RecentCallsCountMore()
    {
        var estimate = new LatencyEstimate();
        for (int i = 0; i < 20; i++)
        {
            estimate.Record(10, Ms(1000));
        }

        for (int i = 0; i < 20; i++)
        {
            estimate.Record(10, Ms(10));
        }

        Assert.That(estimate.Fit(Ms(100)), Is.GreaterThan(40));
    }

    [Test]
    public void ACallThatWasCutOffOnlyEverRaisesTheEstimate()
    {
        var estimate = new LatencyEstimate();
        estimate.Record(10, Ms(100));
        estimate.RecordCutOff(10, Ms(50));
        Assert.That(estimate.Fit(Ms(100)), Is.EqualTo(10));
        estimate.RecordCutOff(10, Ms(500));
        Assert.That(estimate.Fit(Ms(100)), Is.LessThan(5));
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
