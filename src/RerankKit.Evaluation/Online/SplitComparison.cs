namespace RerankKit.Evaluation;

/// <summary>The classical test of a split: how clicks on one list, where it was shown, compare with clicks on the other, where that was. Immutable.</summary>
/// <remarks>Nothing here depends on a list that nobody saw; callers are the sample, those without a click included.</remarks>
/// <param name="Before">The list before.</param>
/// <param name="After">The list after.</param>
/// <param name="ReciprocalRankChange">The change of the mean of 1/rank of the highest click, with Welch's p-value.</param>
/// <param name="ClickedShareChange">The change of the share of calls with a click, with Welch's p-value.</param>
public sealed record SplitComparison(ShownList Before, ShownList After, MeanEstimate ReciprocalRankChange, MeanEstimate ClickedShareChange)
{
    /// <summary>Compares two lists.</summary>
    /// <param name="rankings">The calls; those that were shown neither do not count.</param>
    /// <param name="before">The name of the list before.</param>
    /// <param name="after">The name of the list after.</param>
    /// <param name="options">How it is resampled; null for the defaults.</param>
    /// <returns>The comparison; null where one of the lists was never shown, or both in the same calls.</returns>
    public static SplitComparison? Compare(IEnumerable<LoggedRanking> rankings, string before, string after, ComparisonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(rankings);
        ArgumentException.ThrowIfNullOrEmpty(before);
        ArgumentException.ThrowIfNullOrEmpty(after);
        options ??= new();
        LoggedRanking[] all = [.. rankings];
        LoggedRanking[] sawBefore = Saw(all, before, after);
        LoggedRanking[] sawAfter = Saw(all, after, before);
        if (sawBefore.Length == 0 || sawAfter.Length == 0)
        {
            return null;
        }

        double[] ranksBefore = PerCaller(sawBefore, ranking => ReciprocalRank(ranking, before));
        double[] ranksAfter = PerCaller(sawAfter, ranking => ReciprocalRank(ranking, after));
        double[] clickedBefore = PerCaller(sawBefore, HasClick);
        double[] clickedAfter = PerCaller(sawAfter, HasClick);
        return new(
            new(ranksBefore.Length, sawBefore.Length, clickedBefore.Average(), ranksBefore.Average()),
            new(ranksAfter.Length, sawAfter.Length, clickedAfter.Average(), ranksAfter.Average()),
            IndependentSamples.Compare(ranksBefore, ranksAfter, options),
            IndependentSamples.Compare(clickedBefore, clickedAfter, options));
    }

    private static LoggedRanking[] Saw(LoggedRanking[] rankings, string list, string other) =>
    [
        .. rankings.Where(ranking => ranking.Lists.TryGetValue(list, out LoggedList? shown) && shown.IsShown
            && !(ranking.Lists.TryGetValue(other, out LoggedList? also) && also.IsShown)),
    ];

    private static double[] PerCaller(LoggedRanking[] rankings, Func<LoggedRanking, double> value) =>
        [.. rankings.GroupBy(ranking => ranking.Unit, StringComparer.Ordinal).Select(calls => calls.Average(value))];

    private static double HasClick(LoggedRanking ranking) => ranking.Clicks.Count > 0 ? 1 : 0;

    private static double ReciprocalRank(LoggedRanking ranking, string list) =>
        ranking.Clicks.Select(id => 1.0 / ranking.Lists[list].RankOf(id) ?? 0).DefaultIfEmpty(0).Max();
}
