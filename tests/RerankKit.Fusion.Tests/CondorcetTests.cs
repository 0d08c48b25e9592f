using FsCheck;
using FsCheck.Fluent;

namespace RerankKit.Fusion.Tests;

public class CondorcetTests
{
    private static readonly FusionList<string>[] Q1 = [new("1", ["d3", "d2", "d1"]), new("2", ["d2", "d1"]), new("3", ["d3"])];
    private static readonly FusionList<string>[] Q2 = [new("1", ["d2", "d1"]), new("2", ["d3", "d1"]), new("3", ["d3", "d2"])];

    [Test]
    public void TheOrderOfRanxsExamplesIsReproduced()
    {
        Assert.That(Order(Q1), Is.EqualTo("d3 d2 d1"));
        Assert.That(Order(Q2), Is.EqualTo("d3 d2 d1"));
        Assert.That(Order(Q1, 1, 5, 2), Is.EqualTo("d2 d1 d3"));
        Assert.That(Order(Q2, 1, 5, 2), Is.EqualTo("d3 d1 d2"));
    }

    [Test]
    public void TheScoreIsPairsWonMinusPairsLost()
    {
        FusedRanking<string> ranking = RankFusion.Fuse(Q1, new() { Method = FusionMethod.Condorcet });
        Assert.That(ranking.Select(item => item.Score), Is.EqualTo(new[] { 2.0, 0, -2 }));
        Assert.That(ranking[0].Sources.Select(source => source.Contribution), Is.All.Null, "pairs are not won by one list");
    }

    [Test]
    public void ACircleOfMajoritiesIsATieSettledByTheLists()
    {
        // a beats b, b beats c, c beats a: two lists to one each.
        FusionList<string>[] lists = [new("1", ["c", "a", "b"]), new("2", ["a", "b", "c"]), new("3", ["b", "c", "a"])];
        FusedRanking<string> ranking = RankFusion.Fuse(lists, new() { Method = FusionMethod.Condorcet });

        Assert.That(ranking.Select(item => item.Score), Is.All.Zero);
        Assert.That(ranking.Select(item => item.Key), Is.EqualTo(new[] { "c", "a", "b" }));
    }

    [Test]
    public void WeightsThatOnlyRoundingTellsApartTie()
    {
        // 0.1 + 0.2 is not 0.3 in binary.
        FusionList<string>[] lists = [new("1", ["a", "b"]), new("2", ["a", "b"]), new("3", ["b", "a"])];
        FusedRanking<string> ranking = RankFusion.Fuse(lists, new() { Method = FusionMethod.Condorcet, Weights = [0.1, 0.2, 0.3] });
        Assert.That(ranking.Select(item => item.Score), Is.All.Zero);
    }

    [Test]
    public void WhoBeatsEveryOtherIsFirstAndWhoLosesToEveryOtherIsLast() =>
        Prop.ForAll(RandomLists.Of(1, 7).ToArbitrary(), lists =>
        {
            FusedRanking<string> ranking = RankFusion.Fuse(RandomLists.Named(lists), new() { Method = FusionMethod.Condorcet });
            string[] keys = [.. ranking.Select(item => item.Key)];
            foreach (string key in keys)
            {
                int[] margins = [.. keys.Where(other => other != key).Select(other => Margin(lists, key, other))];
                if (margins.All(margin => margin > 0) && keys[0] != key || margins.All(margin => margin < 0) && keys[^1] != key)
                {
                    throw new InvalidOperationException($"{key} in {string.Join(' ', keys)} of {RandomLists.Describe(lists)}");
                }
            }
        }).QuickCheckThrowOnFailure();

    [Test]
    public void ListsLongerThanAVectorCountEveryPair([Values(1, 2, 7, 8, 9, 33, 100)] int count)
    {
        var random = new Random(count);
        (string Key, double Score)[][] lists = new (string, double)[4][];
        for (int i = 0; i < lists.Length; i++)
        {
            string[] keys = [.. Enumerable.Range(0, count).Select(number => $"d{number}")];
            random.Shuffle(keys);
            lists[i] = [.. keys.Take(1 + random.Next(count)).Select(key => (key, 0.0))];
        }

        var options = new RankFusionOptions { Method = FusionMethod.Condorcet };
        RandomLists.AssertSame(
            RandomLists.Scores(RankFusion.Fuse(RandomLists.Named(lists), options)), NaiveFusion.Fuse(lists, options), $"{count}", 0);
    }

    private static int Margin((string Key, double Score)[][] lists, string x, string y) => lists.Sum(list =>
    {
        int left = Array.FindIndex(list, item => item.Key == x);
        int right = Array.FindIndex(list, item => item.Key == y);
        return Math.Sign((right < 0 ? int.MaxValue : (long)right) - (left < 0 ? int.MaxValue : (long)left));
    });

    private static string Order(FusionList<string>[] lists, params double[] weights) =>
        string.Join(' ', RankFusion.Fuse(lists, new() { Method = FusionMethod.Condorcet, Weights = weights is [] ? null : weights }).Select(item => item.Key));
}
