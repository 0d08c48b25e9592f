using RerankKit.Evaluation;
using Xunit;

namespace RegressionGateSample;

public sealed class RankingTests
{
    [Fact]
    public async Task RankingsAreNotWorseThanThoseOfTheLastRelease()
    {
        RegressionGateReport report = RegressionGate.CheckAll([await Rankings.CompareAsync()], "ndcg@5", maxDrop: 0.02, new() { SmallDropLevel = 0.05 });
        Assert.True(report.Passed, report.Reason);
    }
}
