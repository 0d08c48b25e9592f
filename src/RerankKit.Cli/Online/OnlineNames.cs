namespace RerankKit.Cli.Online;

/// <summary>Which two lists of a log are compared.</summary>
internal static class OnlineNames
{
    private static readonly (string Before, string After)[] Usual = [("control", "treatment"), ("champion", "challenger"), ("first-stage", "reranked")];

    /// <summary>What was given; else the first usual pair that some call has both of.</summary>
    /// <exception cref="InputException">No call has a list of that name, or they are the same.</exception>
    public static (string Before, string After) Choose(IReadOnlyList<LoggedRanking> rankings, string? before, string? after)
    {
        HashSet<string> lists = [.. rankings.SelectMany(ranking => ranking.Lists.Keys)];
        string listed = string.Join(", ", lists.Order(StringComparer.Ordinal).Select(list => $"'{list}'"));
        foreach ((string option, string? name) in new[] { ("--before", before), ("--after", after) })
        {
            if (name is not null && !lists.Contains(name))
            {
                throw new InputException($"{option} is '{name}', which no ranking of the log has. Its lists are {listed}.");
            }
        }

        (string Before, string After)[] usual = Array.FindAll(Usual, pair =>
            (before ?? pair.Before) == pair.Before && (after ?? pair.After) == pair.After
            && rankings.Any(ranking => ranking.Lists.ContainsKey(pair.Before) && ranking.Lists.ContainsKey(pair.After)));
        (string Before, string After) chosen = before is not null && after is not null ? (before, after)
            : usual.Length > 0 ? usual[0]
            : throw new InputException($"Name two lists to compare with --before and --after. Those of the log are {listed}.");
        return chosen.Before == chosen.After ? throw new InputException($"--before and --after are both '{before}'. Name two of {listed}.") : chosen;
    }
}
