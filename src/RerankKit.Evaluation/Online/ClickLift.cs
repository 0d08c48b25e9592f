namespace RerankKit.Evaluation;

/// <summary>How far up the documents that were clicked moved from one ranking to another. Immutable.</summary>
/// <remarks>
/// For each request with clicks and both lists, the mean over its clicked documents of rank before minus rank after, and of 1/rank after minus 1/rank
/// before; a document that a list lacks stands behind its end. Requests, not clicks, are resampled, because clicks of one request are not independent.
/// People click what stands high (position bias), so a list gains from being the one that was shown: compare <see cref="ServedBefore"/>, where that
/// works against the change, with <see cref="ServedAfter"/>, where it works for it. <see cref="Balanced"/> is the mean of the two, in which the bias
/// cancels as far as it is the same on both sides; a change that moves clicked documents up even where the other list was shown is good.
/// </remarks>
public sealed class ClickLift
{
    private ClickLift(string before, string after, LiftGroup? servedBefore, LiftGroup? servedAfter, LiftGroup? all)
    {
        Before = before;
        After = after;
        ServedBefore = servedBefore;
        ServedAfter = servedAfter;
        All = all;
    }

    /// <summary>The name of the list before.</summary>
    public string Before { get; }

    /// <summary>The name of the list after.</summary>
    public string After { get; }

    /// <summary>Requests that were shown the list before; null where there is none with a click.</summary>
    public LiftGroup? ServedBefore { get; }

    /// <summary>Requests that were shown the list after; null where there is none with a click.</summary>
    public LiftGroup? ServedAfter { get; }

    /// <summary>All requests, whatever they were shown; null where there is none with a click.</summary>
    public LiftGroup? All { get; }

    /// <summary>The rank improvement with each kind of request weighing half; null where one of them is missing.</summary>
    public double? Balanced => ServedBefore is not null && ServedAfter is not null ? (ServedBefore.RankImprovement + ServedAfter.RankImprovement) / 2 : null;

    /// <summary>Measures the lift.</summary>
    /// <param name="rankings">The calls; those without a click or without one of the lists do not count.</param>
    /// <param name="before">The name of the list before.</param>
    /// <param name="after">The name of the list after.</param>
    /// <param name="options">How it is resampled; null for the defaults.</param>
    /// <returns>The lift.</returns>
    public static ClickLift Measure(IEnumerable<LoggedRanking> rankings, string before, string after, ComparisonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(rankings);
        ArgumentException.ThrowIfNullOrEmpty(before);
        ArgumentException.ThrowIfNullOrEmpty(after);
        options ??= new();
        LoggedRanking[] counted = [.. rankings.Where(ranking => ranking.Clicks.Count > 0 && ranking.Lists.ContainsKey(before) && ranking.Lists.ContainsKey(after))];
        LiftGroup? group(Func<LoggedRanking, bool> isIn) => LiftGroup.Of([.. counted.Where(isIn)], before, after, options);
        return new(before, after, group(ranking => ranking.Served == before), group(ranking => ranking.Served == after), group(_ => true));
    }
}
