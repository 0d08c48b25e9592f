using NUnit.Framework;
using RerankKit.Evaluation;

namespace RegressionGateSample;

public sealed class RankingTests
{
    [Test]
    public async Task RankingsAreNotWorseThanThoseOfTheLastRelease()
    {
        RegressionGateReport report = RegressionGate.CheckAll([await Rankings.CompareAsync()], "ndcg@5", maxDrop: 0.02, new() { SmallDropLevel = 0.05 });
        Assert.That(report.Passed, Is.True, report.Reason);
    }
}
