using FsCheck;
using FsCheck.Fluent;

namespace RerankKit.Fusion.Tests;

/// <summary>Every method and normalisation against its naive definition, and what must not change a fusion.</summary>
public class RankFusionPropertyTests
{
    private static readonly FusionMethod[] Methods = Enum.GetValues<FusionMethod>();
    private static readonly FusionMethod[] Weightless = [FusionMethod.CombMin, FusionMethod.CombMax, FusionMethod.CombMed, FusionMethod.CombAnz];
    private static readonly FusionMethod[] Weighted = [.. Methods.Except(Weightless)];
    private static readonly FusionMethod[] Sums = [.. Methods.Except([FusionMethod.Condorcet, FusionMethod.CombMin, FusionMethod.CombMax, FusionMethod.CombMed])];

    [Test]
    public void EveryMethodAgreesWithItsDefinition([ValueSource(nameof(Methods))] FusionMethod method) =>
        Prop.ForAll(Cases().ToArbitrary(), test =>
        {
            foreach (ScoreNormalization normalization in Enum.GetValues<ScoreNormalization>())
            {
                foreach (MissingScorePolicy policy in Enum.GetValues<MissingScorePolicy>())
                {
                    RankFusionOptions options = Options(method, test.Weights);
                    options.Normalization = normalization;
                    options.MissingPolicy = policy;
                    options.Depth = test.Depth;
                    if (normalization != ScoreNormalization.Max || test.Lists.All(list => list.Length == 0 || list[0].Score > 0))
                    {
                        RandomLists.AssertSame(
                            RandomLists.Scores(RankFusion.Fuse(RandomLists.Named(test.Lists), options)),
                            NaiveFusion.Fuse(test.Lists, options),
                            $"{method} {normalization} {policy} of {test}");
                    }
                }
            }
        }).QuickCheckThrowOnFailure();

    [Test]
    public void TheOrderIsByScoreThenBestRankThenList([ValueSource(nameof(Methods))] FusionMethod method) =>
        Prop.ForAll(RandomLists.Of().ToArbitrary(), lists =>
        {
            FusedRanking<string> ranking = RankFusion.Fuse(RandomLists.Named(lists), new() { Method = method });
            string[][] distinct = [.. lists.Select(list => list.Select(item => item.Key).Distinct().ToArray())];
            (int Rank, int List) Best(string key) =>
                distinct.Select((list, i) => (Rank: Array.IndexOf(list, key), List: i)).Where(place => place.Rank >= 0).Min();
            string[] expected = [.. ranking.OrderByDescending(item => item.Score).ThenBy(item => Best(item.Key)).Select(item => item.Key)];
            Check(ranking.Select(item => item.Key).SequenceEqual(expected), RandomLists.Describe(lists));
        }).QuickCheckThrowOnFailure();

    [Test]
    public void TheOrderOfEquallyWeightedListsChangesNoScoreToTheLastBit([ValueSource(nameof(Methods))] FusionMethod method) =>
        Prop.ForAll(RandomLists.Of(2, 6).ToArbitrary(), lists =>
        {
            var options = new RankFusionOptions { Method = method };
            Dictionary<string, double> forward = RandomLists.Scores(RankFusion.Fuse(RandomLists.Named(lists), options));
            (string, double)[][] rotated = [.. lists.Skip(1), lists[0]];
            RandomLists.AssertSame(RandomLists.Scores(RankFusion.Fuse(RandomLists.Named(rotated), options)), forward, RandomLists.Describe(lists), 0);
            RandomLists.AssertSame(RandomLists.Scores(RankFusion.Fuse(RandomLists.Named(lists.Reverse()), options)), forward, RandomLists.Describe(lists), 0);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void AListOfWeightZeroChangesNothing([ValueSource(nameof(Weighted))] FusionMethod method) =>
        Prop.ForAll(RandomLists.Of(2).ToArbitrary(), lists =>
        {
            RankFusionOptions without = Options(method, [.. lists.Skip(1).Select((_, i) => i + 1.0)]);
            RankFusionOptions with = Options(method, [0, .. without.Weights!]);
            FusedRanking<string> expected = RankFusion.Fuse(RandomLists.Named(lists.Skip(1)), without);
            FusedRanking<string> actual = RankFusion.Fuse(RandomLists.Named(lists), with);
            Check(actual.Select(item => (item.Key, item.Score)).SequenceEqual(expected.Select(item => (item.Key, item.Score))), RandomLists.Describe(lists));
        }).QuickCheckThrowOnFailure();

    [Test]
    public void MethodsByRankDoNotLookAtScores(
        [Values(FusionMethod.Rrf, FusionMethod.Isr, FusionMethod.LogNIsr, FusionMethod.Rbc, FusionMethod.Borda, FusionMethod.Condorcet)] FusionMethod method) =>
        Prop.ForAll(RandomLists.Of().ToArbitrary(), lists =>
        {
            var options = new RankFusionOptions { Method = method };
            FusedRanking<string> scored = RankFusion.Fuse(RandomLists.Named(lists), options);
            (string, double)[][] rescaled = [.. lists.Select((list, i) => list.Select(item => (item.Key, (item.Score * 1000 * i) + 7)).ToArray())];
            FusedRanking<string> other = RankFusion.Fuse(RandomLists.Named(rescaled), options);
            FusedRanking<string> unscored = RankFusion.Fuse(lists.Select(IReadOnlyList<string> (list) => [.. list.Select(item => item.Key)]).ToArray(), options);
            Check(scored.Select(Pair).SequenceEqual(other.Select(Pair)) && scored.Select(Pair).SequenceEqual(unscored.Select(Pair)), RandomLists.Describe(lists));
        }).QuickCheckThrowOnFailure();

    [Test]
    public void ScoresOfAnyScaleAndShiftFuseAlikeAfterMinMaxSumAndZScore(
        [Values(ScoreNormalization.MinMax, ScoreNormalization.Sum, ScoreNormalization.ZScore)] ScoreNormalization normalization) =>
        Prop.ForAll(RandomLists.Of().ToArbitrary(), lists =>
        {
            var options = new RankFusionOptions { Method = FusionMethod.CombSum, Normalization = normalization };
            (string, double)[][] rescaled = [.. lists.Select((list, i) => list.Select(item => (item.Key, (item.Score * (i + 2)) - (40 * i))).ToArray())];
            RandomLists.AssertSame(
                RandomLists.Scores(RankFusion.Fuse(RandomLists.Named(rescaled), options)),
                RandomLists.Scores(RankFusion.Fuse(RandomLists.Named(lists), options)),
                RandomLists.Describe(lists));
        }).QuickCheckThrowOnFailure();

    [Test]
    public void ContributionsAddUpToTheScore([ValueSource(nameof(Sums))] FusionMethod method) =>
        Prop.ForAll(Cases().ToArbitrary(), test =>
        {
            foreach (MissingScorePolicy policy in Enum.GetValues<MissingScorePolicy>())
            {
                RankFusionOptions options = Options(method, test.Weights);
                options.MissingPolicy = policy;
                foreach (FusedItem<string> item in RankFusion.Fuse(RandomLists.Named(test.Lists), options))
                {
                    Check(Math.Abs(item.Sources.Sum(source => source.Contribution ?? 0) - item.Score) < 1e-10, $"{policy} {item.Key} of {test}");
                }
            }
        }).QuickCheckThrowOnFailure();

    [Test]
    public void SourcesTellRankAndScoreOfEveryList() =>
        Prop.ForAll(Cases().ToArbitrary(), test =>
        {
            foreach (FusedItem<string> item in RankFusion.Fuse(RandomLists.Named(test.Lists), Options(FusionMethod.Rrf, test.Weights, test.Depth)))
            {
                FusionSource[] expected =
                [
                    .. test.Lists.Select((list, i) =>
                    {
                        (string Key, double Score)[] distinct = [.. list.DistinctBy(other => other.Key).Take(test.Depth ?? int.MaxValue)];
                        int rank = Array.FindIndex(distinct, other => other.Key == item.Key) + 1;
                        return new FusionSource($"list {i}", rank == 0 ? null : rank, rank == 0 ? null : distinct[rank - 1].Score, null);
                    }),
                ];
                Check(item.Sources.Select(source => source with { Contribution = null }).SequenceEqual(expected), $"{item.Key} of {test}");
            }
        }).QuickCheckThrowOnFailure();

    private static (string, double) Pair(FusedItem<string> item) => (item.Key, item.Score);

    private static RankFusionOptions Options(FusionMethod method, double[]? weights, int? depth = null) =>
        new() { Method = method, Weights = Weightless.Contains(method) ? null : weights, Depth = depth };

    private static void Check(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(what);
        }
    }

    private static Gen<Case> Cases() =>
        from lists in RandomLists.Of()
        from weights in RandomLists.Weights(lists.Length)
        from depth in Gen.Choose(0, 12)
        select new Case(lists, weights, depth == 0 ? null : depth);

    private sealed record Case((string Key, double Score)[][] Lists, double[]? Weights, int? Depth)
    {
        public override string ToString() =>
            $"{RandomLists.Describe(Lists)} weights {(Weights is null ? "none" : string.Join(' ', Weights))} depth {Depth}";
    }
}
