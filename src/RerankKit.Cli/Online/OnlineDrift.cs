namespace RerankKit.Cli.Online;

/// <summary>How far the scores of a list are from those of a reference: of the best document of each call, and of all.</summary>
internal sealed record OnlineDrift(string List, ScoreDriftFigures Best, ScoreDriftFigures All, IReadOnlyList<string> ModelsThen, IReadOnlyList<string> ModelsNow)
{
    // Siddiqi's rule, where it is more than noise.
    public string Verdict =>
        Best.PValue >= 0.05 ? "within noise"
        : Best.Index < 0.1 ? "real, but small"
        : Best.Index < 0.25 ? "a shift: look at it"
        : "a large shift: look at the model, its version and the content";

    public static OnlineDrift Of(IReadOnlyList<LoggedRanking> reference, IReadOnlyList<LoggedRanking> current, string list)
    {
        LoggedList[] then = Lists(reference, list, "the reference");
        LoggedList[] now = Lists(current, list, "what is compared with it");
        return new(list, ScoreDriftFigures.Of(BestOf(then), BestOf(now)), ScoreDriftFigures.Of(AllOf(then), AllOf(now)), Models(then), Models(now));
    }

    private static LoggedList[] Lists(IReadOnlyList<LoggedRanking> rankings, string name, string whose)
    {
        LoggedList[] lists = [.. rankings.Select(ranking => ranking.Lists.GetValueOrDefault(name)).OfType<LoggedList>().Where(list => list.Scores.Any(score => score is not null))];
        return lists.Length > 0 ? lists : throw new InputException($"There is no score of '{name}' in {whose}, so that no drift can be measured.");
    }

    private static double[] BestOf(LoggedList[] lists) => Array.ConvertAll(lists, list => list.Scores.OfType<double>().First());

    private static double[] AllOf(LoggedList[] lists) => [.. lists.SelectMany(list => list.Scores.OfType<double>())];

    private static string[] Models(LoggedList[] lists) => [.. lists.Select(list => list.ModelId ?? "?").Distinct().Order(StringComparer.Ordinal)];
}
