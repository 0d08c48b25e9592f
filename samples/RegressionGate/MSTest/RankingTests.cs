using RerankKit.Evaluation;

[assembly: DoNotParallelize]

namespace RegressionGateSample;

[TestClass]
public sealed class RankingTests
{
    [TestMethod]
    public async Task RankingsAreNotWorseThanThoseOfTheLastRelease()
    {
        RegressionGateReport report = RegressionGate.CheckAll([await Rankings.CompareAsync()], "ndcg@5", maxDrop: 0.02, new() { SmallDropLevel = 0.05 });
        Assert.IsTrue(report.Passed, report.Reason);
    }
}
