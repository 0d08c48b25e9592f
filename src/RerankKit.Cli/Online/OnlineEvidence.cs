namespace RerankKit.Cli.Online;

/// <summary>Everything that <c>rerankkit lift</c> finds in a log.</summary>
internal sealed class OnlineEvidence(IReadOnlyList<LoggedRanking> rankings, string before, string after, TimeSpan? budget, TimeSpan? window)
{
    private const double Significance = 0.05;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public IReadOnlyList<LoggedRanking> Rankings { get; } = rankings;

    public ClickLift Lift { get; } = ClickLift.Measure(rankings, before, after);

    /// <summary>Null where one of the lists was never shown.</summary>
    public SplitComparison? Split { get; } = SplitComparison.Compare(rankings, before, after);

    public InterleavingComparison Interleaving { get; } = InterleavingComparison.Compare(rankings, before, after);

    /// <summary>The drift of the scores of the list after; null without a reference.</summary>
    public OnlineDrift? Drift { get; init; }

    public TimeSpan? Budget { get; } = budget;

    public IReadOnlyList<ServiceWindow> Whole { get; } = ServiceWindow.Over(rankings, length: null, budget);

    public IReadOnlyList<ServiceWindow> Windows { get; } =
        ServiceWindow.Over(rankings, window ?? (rankings[^1].Time - rankings[0].Time > 2 * Day ? Day : Hour), budget);

    /// <summary>What clicks on single lists say, in plain words.</summary>
    public string LiftVerdict => Lift switch
    {
        { Balanced: { PValue: < Significance } balanced } => $"{(balanced.Mean > 0 ? Lift.After : Lift.Before)} ranks what people click higher: real",
        { Balanced: not null } => "within noise",
        { ShownBefore.Improvement: { Mean: > 0, PValue: < Significance } } => $"{Lift.After} ranks what people clicked higher, though {Lift.Before} was shown: real",
        { ShownAfter.Improvement: { Mean: < 0, PValue: < Significance } } => $"{Lift.Before} ranks what people clicked higher, though {Lift.After} was shown: real",
        { ShownBefore: null, ShownAfter: null } => $"no call that was shown one of them has a click and both, {Lift.Before} and {Lift.After}",
        _ => $"not decided: only {(Lift.ShownAfter is null ? Lift.Before : Lift.After)} was shown, and people click what is shown high. An experiment decides",
    };

    public string SplitVerdict => Split?.ReciprocalRankChange switch
    {
        null => "",
        { PValue: >= Significance } => "within noise",
        { Mean: > 0 } => $"people click higher up where they see {Lift.After}: real",
        _ => $"people click higher up where they see {Lift.Before}: real",
    };

    public string InterleavingVerdict =>
        Interleaving.PValue >= Significance ? "within noise" : $"people prefer {(Interleaving.Preference > 0 ? Lift.After : Lift.Before)}: real";
}
