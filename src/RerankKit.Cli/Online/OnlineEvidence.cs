using RerankKit.Cli.Reports;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Online;

/// <summary>Everything that <c>rerankkit lift</c> finds in a log.</summary>
internal sealed class OnlineEvidence
{
    private static readonly string[] Befores = ["control", "champion", "first-stage"];
    private static readonly string[] Afters = ["treatment", "challenger", "reranked"];

    public required IReadOnlyList<LoggedRanking> Rankings { get; init; }

    public required ClickLift Lift { get; init; }

    public required InterleavingComparison Interleaving { get; init; }

    /// <summary>The drift of the scores of the list after; null without a reference.</summary>
    public OnlineDrift? Drift { get; init; }

    public required TimeSpan? Budget { get; init; }

    public required ServiceWindow Whole { get; init; }

    public required IReadOnlyList<ServiceWindow> Windows { get; init; }

    /// <summary>Reads a log, and says what of it cannot be used.</summary>
    /// <exception cref="InputException">It has no ranking.</exception>
    public static RankingLogContents Read(IReadOnlyList<string> paths, ToolConsole console)
    {
        RankingLogContents contents = RankingLogFile.Read(paths);
        if (contents.LostClicks > 0)
        {
            console.Warn($"{Figures.Count(contents.LostClicks, "click belongs", "clicks belong")} to no ranking of the log, left out");
        }

        if (contents.CutLines > 0)
        {
            console.Warn($"{Figures.Count(contents.CutLines, "line ends", "lines end")} in the middle, left out");
        }

        return contents.Rankings.Count > 0 ? contents : throw new InputException($"{string.Join(", ", paths)}: the log holds no ranking.");
    }

    public static OnlineEvidence Of(
        IReadOnlyList<LoggedRanking> rankings, (string? Before, string? After) names, IReadOnlyList<LoggedRanking>? reference, DateTimeOffset? until, TimeSpan? budget, TimeSpan window)
    {
        HashSet<string> lists = [.. rankings.SelectMany(ranking => ranking.Lists.Keys)];
        string before = Name("--before", names.Before, Befores, lists);
        string after = Name("--after", names.After, Afters, lists);
        return before == after
            ? throw new InputException($"--before and --after are both '{before}'. Name two lists of {Listed(lists)}.")
            : new()
            {
                Rankings = rankings,
                Lift = ClickLift.Measure(rankings, before, after),
                Interleaving = InterleavingComparison.Compare(rankings, before, after),
                Drift = OnlineDrift.Of(rankings, after, reference, until),
                Budget = budget,
                Whole = ServiceWindow.Over(rankings, TimeSpan.MaxValue, budget)[0],
                Windows = ServiceWindow.Over(rankings, window, budget),
            };
    }

    private static string Name(string option, string? given, string[] usual, HashSet<string> lists)
    {
        string? name = given ?? Array.Find(usual, lists.Contains);
        return name is null ? throw new InputException($"{option} is missing. The lists of the log are {Listed(lists)}.")
            : lists.Contains(name) ? name
            : throw new InputException($"{option} is '{name}', which no ranking of the log has. Its lists are {Listed(lists)}.");
    }

    private static string Listed(HashSet<string> lists) => string.Join(", ", lists.Order(StringComparer.Ordinal).Select(list => $"'{list}'"));
}
