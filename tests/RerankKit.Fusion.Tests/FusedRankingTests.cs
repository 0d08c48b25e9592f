namespace RerankKit.Fusion.Tests;

public class FusedRankingTests
{
    private static readonly FusionList<string>[] Lists = [new("bm25", [("a", 12), ("b", 7)]), new("dense", ["b", "c"])];

    [Test]
    public void EveryItemTellsWhereItsScoreCameFrom()
    {
        FusedRanking<string> ranking = RankFusion.Fuse(Lists);

        FusedItem<string> first = ranking[0];
        Assert.That((first.Key, first.Rank, first.Score), Is.EqualTo(("b", 1, (1 / 62.0) + (1 / 61.0))));
        Assert.That(first.Sources, Is.EqualTo(new FusionSource[] { new("bm25", 2, 7, 1 / 62.0), new("dense", 1, null, 1 / 61.0) }));
        Assert.That(ranking[1].Sources, Is.EqualTo(new FusionSource[] { new("bm25", 1, 12, 1 / 61.0), new("dense", null, null, null) }));
        Assert.That((ranking.Method, string.Join(' ', ranking.ListNames), ranking.Count), Is.EqualTo((FusionMethod.Rrf, "bm25 dense", 3)));
    }

    [Test]
    public void AnItemCanBeTakenApart()
    {
        (string key, double score) = RankFusion.Fuse(Lists)[1];
        Assert.That((key, score), Is.EqualTo(("a", 1 / 61.0)));
    }

    [Test]
    public void AListThatIsSwitchedOffStillShowsItsRanks()
    {
        FusedRanking<string> ranking = RankFusion.Fuse(Lists, new() { Weights = [1, 0] });

        Assert.That(ranking.Select(item => item.Key), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(ranking[1].GetSource(1), Is.EqualTo(new FusionSource("dense", 1, null, null)));
    }

    [Test]
    public void CombMaxShowsTheScoresThatItPickedFrom()
    {
        FusionList<string>[] lists = [new("x", [("a", 4), ("b", 2)]), new("y", [("b", 9), ("a", 6)])];
        FusedItem<string> item = RankFusion.Fuse(lists, new() { Method = FusionMethod.CombMax, Normalization = ScoreNormalization.None })[1];
        Assert.That(item.Sources.Select(source => source.Contribution), Is.EqualTo(new[] { 4.0, 6.0 }));
    }

    [Test]
    public void TheRankingKeepsTheOptionsItWasMadeWith()
    {
        var options = new RankFusionOptions { K = 1 };
        FusedRanking<string> ranking = RankFusion.Fuse(Lists, options);
        options.K = 1000;
        options.Method = FusionMethod.Borda;
        Assert.That((ranking.Method, ranking[1].GetSource(0).Contribution), Is.EqualTo((FusionMethod.Rrf, 0.5)));
    }

    [Test]
    public void PlacesAndListsThatAreNotThereAreRefused()
    {
        FusedRanking<string> ranking = RankFusion.Fuse(Lists);
        Assert.That(() => ranking[3], Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => ranking[-1], Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => ranking[0].GetSource(2), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => ranking[0].GetSource(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void NoListsAndEmptyListsFuseIntoNothing([Values] FusionMethod method)
    {
        var options = new RankFusionOptions { Method = method };
        Assert.That(RankFusion.Fuse(Array.Empty<FusionList<string>>(), options), Is.Empty);
        Assert.That(RankFusion.Fuse([new FusionList<string>("a", []), new FusionList<string>("b", [])], options), Is.Empty);
    }

    [Test]
    public void MissingListsAreRefused()
    {
        Assert.That(() => RankFusion.Fuse((IReadOnlyList<FusionList<string>>)null!), Throws.ArgumentNullException);
        Assert.That(() => RankFusion.Fuse((IReadOnlyList<IReadOnlyList<int>>)null!), Throws.ArgumentNullException);
        Assert.That(() => RankFusion.Fuse((IReadOnlyList<IReadOnlyList<RerankCandidate>>)null!), Throws.ArgumentNullException);
        Assert.That(() => RankFusion.Fuse([Lists[0], null!]), Throws.ArgumentException.With.Message.Contains("List 2 is null"));
        Assert.That(() => RankFusion.Fuse(new[] { new[] { 1 }, null! }), Throws.ArgumentException.With.Message.Contains("List 2 is null"));
    }

    [Test]
    public void KeysAreComparedAsTheCallerSays()
    {
        FusionList<string>[] lists = [new("1", ["Doc-1", "doc-2"]), new("2", ["DOC-2"])];

        Assert.That(RankFusion.Fuse(lists), Has.Count.EqualTo(3));
        FusedRanking<string> ranking = RankFusion.Fuse(lists, comparer: StringComparer.OrdinalIgnoreCase);
        Assert.That(ranking.Select(item => item.Key), Is.EqualTo(new[] { "doc-2", "Doc-1" }), "as the first list that holds it spells it");
    }

    [Test]
    public void NumbersThatHashAlikeAreStillTwoKeys()
    {
        int[] keys = [.. Enumerable.Range(0, 3000).Select(number => number << 16)];
        FusedRanking<int> ranking = RankFusion.Fuse([keys, keys]);
        Assert.That(ranking.Select(item => item.Key), Is.EqualTo(keys));
        Assert.That(RankFusion.Fuse([keys, keys], null), Has.Count.EqualTo(3000));
        Assert.That(RankFusion.Fuse([new FusionList<int>("x", keys)], null, new OneBucket()), Has.Count.EqualTo(3000));
    }

    [Test]
    public void ManyListsFuseToo()
    {
        FusionList<int>[] lists = [.. Enumerable.Range(0, 100).Select(list => new FusionList<int>($"{list}", Enumerable.Range(list, 20)))];
        FusedRanking<int> ranking = RankFusion.Fuse(lists, new() { Method = FusionMethod.CombMnz, Normalization = ScoreNormalization.Rank });

        // Key 50 stands in lists 31 to 50, at ranks 20 to 1.
        FusedItem<int> item = ranking.Single(item => item.Key == 50);
        Assert.That(item.Sources.Count(source => source.Rank is not null), Is.EqualTo(20));
        Assert.That(item.Score, Is.EqualTo(20 * Enumerable.Range(1, 20).Sum(rank => 1 - ((rank - 1) / 20.0))).Within(1e-9));
    }

    [Test]
    public void AFusionAllocatesWhatItKeepsAndLittleMore()
    {
        string[] ids = [.. Enumerable.Range(0, 1500).Select(number => $"doc-{number}")];
        FusionList<string>[] lists = [new("1", ids[..1000]), new("2", ids[250..1250]), new("3", ids[500..])];
        RankFusion.Fuse(lists);
        long before = GC.GetAllocatedBytesForCurrentThread();
        FusedRanking<string> ranking = RankFusion.Fuse(lists);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // A rank per list, a score and a place for each of 1,500 items: 24 bytes.
        Assert.That(ranking, Has.Count.EqualTo(1500));
        Assert.That(allocated, Is.LessThan((1500 * 24) + 2048));
    }

    private sealed class OneBucket : IEqualityComparer<int>
    {
        public bool Equals(int x, int y) => x == y;

        public int GetHashCode(int obj) => 7;
    }
}
