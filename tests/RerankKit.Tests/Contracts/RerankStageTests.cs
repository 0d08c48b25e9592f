namespace RerankKit.Tests.Contracts;

public class RerankStageTests
{
    [Test]
    public void AStageCanGiveSeveralReasons()
    {
        var stage = new RerankStage("onnx", "scored") { Reasons = ["2 of 6 documents were cut", "no time for 1 of 6"] };
        Assert.That(stage.Reason, Is.EqualTo("2 of 6 documents were cut; no time for 1 of 6"));
    }

    [Test]
    public void OneReasonIsGivenAsSuch()
    {
        var stage = new RerankStage("cache", "hit") { Reason = "all of them" };
        Assert.That(stage.Reasons, Is.EqualTo(new[] { "all of them" }));
        Assert.That(new RerankStage("cache", "hit").Reason, Is.Null);
    }
}
