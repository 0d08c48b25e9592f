namespace RerankKit.Evaluation;

/// <summary>How far up the documents that were clicked moved from one ranking to another. Immutable.</summary>
/// <remarks>
/// For each call with clicks and both lists, the mean over its clicked documents of rank before minus rank after, and of 1/rank after minus 1/rank before.
/// Lists are compared as deep as the shorter one goes; a document that is not in that part stands right behind it. People click what stands high (position
/// bias), so the list that was shown gains: <see cref="ShownBefore"/> speaks against a change, <see cref="ShownAfter"/> for it. Where both were shown,
/// <see cref="Balanced"/> weighs them alike, and the bias cancels as far as it is the same on both sides.
/// </remarks>
public sealed class ClickLift
{
    private ClickLift(string before, string after)
    {
        Before = before;
        After = after;
    }

    /// <summary>The name of the list before.</summary>
    public string Before { get; }

    /// <summary>The name of the list after.</summary>
    public string After { get; }

    /// <summary>Calls that were shown the list before; null where there is none with a click.</summary>
    public LiftGroup? ShownBefore { get; private init; }

    /// <summary>Calls that were shown the list after; null where there is none with a click.</summary>
    public LiftGroup? ShownAfter { get; private init; }

    /// <summary>By how many places clicked documents moved up, each kind of call weighing half; null where one of them is missing.</summary>
    /// <remarks>The p-value is Welch's, for: what is shown gains as much on one side as on the other. The interval resamples the two sides each by itself.</remarks>
    public MeanEstimate? Balanced { get; private init; }

    /// <summary>The same for 1/rank.</summary>
    public MeanEstimate? BalancedReciprocal { get; private init; }

    /// <summary>Measures the lift.</summary>
    /// <param name="rankings">The calls; those without a click, without one of the lists, or shown neither of them alone do not count.</param>
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
        var shownBefore = new LiftSample([.. counted.Where(ranking => ranking.Lists[before].IsShown)], before, after);
        var shownAfter = new LiftSample([.. counted.Where(ranking => ranking.Lists[after].IsShown && !ranking.Lists[before].IsShown)], before, after);
        bool isBalanced = shownBefore.Callers > 0 && shownAfter.Callers > 0;
        return new(before, after)
        {
            ShownBefore = shownBefore.ToGroup(options),
            ShownAfter = shownAfter.ToGroup(options),
            Balanced = isBalanced ? Balance(shownBefore.Improvements, shownAfter.Improvements, options) : null,
            BalancedReciprocal = isBalanced ? Balance(shownBefore.ReciprocalImprovements, shownAfter.ReciprocalImprovements, options) : null,
        };
    }

    // (after's advantage where it was shown − before's advantage where that was shown) / 2.
    private static MeanEstimate Balance(double[] shownBefore, double[] shownAfter, ComparisonOptions options)
    {
        MeanEstimate difference = IndependentSamples.Compare(Array.ConvertAll(shownBefore, value => -value), shownAfter, options);
        return difference with
        {
            Mean = difference.Mean / 2,
            Interval = difference.Interval with { Low = difference.Interval.Low / 2, High = difference.Interval.High / 2 },
        };
    }
}
