namespace RerankKit.Fusion.Tests;

public class TeamDraftTests
{
    [Test]
    public void EachRoundTheCoinSaysWhoChoosesFirst()
    {
        // A first, then B first, and the other way round; in a third round nobody is left to choose.
        Assert.That(Draft(["a", "b", "c"], ["b", "d", "a"], coins: [0, 1, 0]), Is.EqualTo("a< b> d> c<"));
        Assert.That(Draft(["a", "b", "c"], ["b", "d", "a"], coins: [1, 0, 0]), Is.EqualTo("b> a< c< d>"));
    }

    [Test]
    public void ATeamThatHasNobodyLeftLetsTheOtherChoose() =>
        Assert.That(Draft(["a"], ["a", "b", "c"], coins: [0, 0, 1]), Is.EqualTo("a< b> c>"));

    [TestCase(0, "")]
    [TestCase(1, "a<")]
    [TestCase(3, "a< b> d>")]
    public void TheListIsAsLongAsAskedFor(int count, string expected) =>
        Assert.That(Draft(["a", "b", "c"], ["b", "d", "a"], coins: [0, 1], count), Is.EqualTo(expected));

    [Test]
    public void NothingIsLostOrTwiceAndTeamsStayWithinOneOfEachOther()
    {
        var random = new Random(7);
        for (int run = 0; run < 200; run++)
        {
            int[] a = Shuffled(random);
            int[] b = Shuffled(random);
            IReadOnlyList<TeamDraftItem<int>> list = TeamDraft.Interleave(a, b, random);
            Assert.That(list.Select(item => item.Item), Is.EquivalentTo(a));
            for (int count = 1; count <= list.Count; count++)
            {
                int ofSecond = list.Take(count).Count(item => item.IsOfSecond);
                Assert.That(Math.Abs(count - (2 * ofSecond)), Is.LessThanOrEqualTo(1));
            }
        }
    }

    [Test]
    public void ClicksAtRandomFavourNeither()
    {
        var random = new Random(11);
        int ofSecond = 0;
        for (int run = 0; run < 4000; run++)
        {
            IReadOnlyList<TeamDraftItem<int>> list = TeamDraft.Interleave(Shuffled(random), Shuffled(random), random, 5);
            ofSecond += list[random.Next(5)].IsOfSecond ? 1 : 0;
        }

        Assert.That(ofSecond, Is.EqualTo(2000).Within(150), "more than four standard deviations");
    }

    [Test]
    public void ANegativeLengthIsRefused() =>
        Assert.That(() => TeamDraft.Interleave(["a"], ["a"], new Random(1), -1), Throws.TypeOf<ArgumentOutOfRangeException>());

    private static int[] Shuffled(Random random)
    {
        int[] items = [.. Enumerable.Range(0, 9)];
        random.Shuffle(items);
        return items;
    }

    private static string Draft(string[] first, string[] second, int[] coins, int? count = null) =>
        string.Join(' ', TeamDraft.Interleave(first, second, new Coins(coins), count).Select(item => item.Item + (item.IsOfSecond ? ">" : "<")));

    private sealed class Coins(int[] sides) : Random
    {
        private int _next;

        public override int Next(int maxValue) => sides[_next++];
    }
}
