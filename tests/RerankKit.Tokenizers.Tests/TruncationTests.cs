namespace RerankKit.Tokenizers;

[TestFixture]
public class TruncationTests
{
    [TestCase(5, 20, 16, 5, 11, Description = "only the longer gives way")]
    [TestCase(20, 5, 16, 11, 5)]
    [TestCase(20, 30, 16, 8, 8, Description = "both give way")]
    [TestCase(20, 30, 17, 8, 9, Description = "the longer keeps the odd place")]
    [TestCase(30, 20, 17, 9, 8)]
    [TestCase(20, 20, 17, 8, 9, Description = "of equals the second")]
    [TestCase(8, 9, 17, 8, 9)]
    [TestCase(0, 20, 16, 0, 16)]
    [TestCase(20, 30, 0, 0, 0)]
    [TestCase(20, 30, 1, 0, 1)]
    [TestCase(30, 20, 1, 1, 0)]
    public void LongestFirstIsTheRuleOfTheReference(int first, int second, int room, int keptFirst, int keptSecond) =>
        Assert.That(Truncation.Pair(TruncationStrategy.LongestFirst, first, second, room), Is.EqualTo((keptFirst, keptSecond)));

    [Test]
    public void OneTextGivesWayAlone()
    {
        Assert.That(Truncation.Pair(TruncationStrategy.OnlyFirst, 20, 10, 16), Is.EqualTo((6, 10)));
        Assert.That(Truncation.Pair(TruncationStrategy.OnlySecond, 10, 20, 16, firstTextShare: 1), Is.EqualTo((10, 6)));
        Assert.That(Truncation.Pair(TruncationStrategy.OnlySecond, 15, 20, 16, firstTextShare: 1), Is.EqualTo((15, 1)));
    }

    [TestCase(TruncationStrategy.OnlyFirst, 20, 16, "second")]
    [TestCase(TruncationStrategy.OnlySecond, 16, 20, "first")]
    [TestCase(TruncationStrategy.OnlySecond, 17, 0, "first")]
    public void ATextThatLeavesNoRoomIsAnException(TruncationStrategy strategy, int first, int second, string named) =>
        Assert.That(() => Truncation.Pair(strategy, first, second, 16, firstTextShare: 1), Throws.ArgumentException.With.Message.Contains($"The {named} text has"));

    [TestCase(12, 20, 12, 4, Description = "within its share")]
    [TestCase(13, 20, 12, 4, Description = "cut to three quarters")]
    [TestCase(500, 20, 12, 4)]
    [TestCase(500, 2, 14, 2, Description = "what the second leaves free is the first's")]
    [TestCase(500, 0, 16, 0)]
    [TestCase(14, 2, 14, 2, Description = "what fits is not cut")]
    public void AQueryIsCutBeforeItsDocumentHasNoRoom(int first, int second, int keptFirst, int keptSecond) =>
        Assert.That(Truncation.Pair(TruncationStrategy.OnlySecond, first, second, 16), Is.EqualTo((keptFirst, keptSecond)));

    [Test]
    public void ASingleTextIsCutUnlessOnlyASecondMayBe()
    {
        Assert.That(Truncation.Single(TruncationStrategy.LongestFirst, 20, 16), Is.EqualTo(16));
        Assert.That(Truncation.Single(TruncationStrategy.OnlyFirst, 20, 16), Is.EqualTo(16));
        Assert.That(Truncation.Single(TruncationStrategy.OnlySecond, 16, 16), Is.EqualTo(16));
        Assert.That(() => Truncation.Single(TruncationStrategy.OnlySecond, 17, 16), Throws.ArgumentException);
    }

    [Test]
    public void NoMoreTokensOfTheSecondMatterThanTheLimitSays([Values] TruncationStrategy strategy, [Values(0.75, 0.3, 1)] double share)
    {
        for (int room = 0; room < 14; room++)
        {
            for (int first = 0; first < 30; first++)
            {
                int limit = Truncation.SecondLimit(strategy, first, room, share);
                for (int second = 0; second < 45; second++)
                {
                    var expected = Outcome(strategy, first, second, room, share);
                    Assert.That(Outcome(strategy, first, Math.Min(second, limit + 1), room, share).Kept, Is.EqualTo(expected.Kept), $"{room} {first} {second}");
                    if (expected.Kept is (int a, int b))
                    {
                        Assert.That(a + b, Is.EqualTo(Math.Min(room, first + second)));
                    }
                }
            }
        }
    }

    private static ((int First, int Second)? Kept, bool Failed) Outcome(TruncationStrategy strategy, int first, int second, int room, double share)
    {
        try
        {
            return (Truncation.Pair(strategy, first, second, room, share), false);
        }
        catch (ArgumentException)
        {
            return (null, true);
        }
    }
}
