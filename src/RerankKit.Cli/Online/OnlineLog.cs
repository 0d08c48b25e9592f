namespace RerankKit.Cli.Online;

/// <summary>Reads a log, and says what of it cannot be used.</summary>
internal static class OnlineLog
{
    /// <exception cref="InputException">It has no ranking, or no click goes with one.</exception>
    public static IReadOnlyList<LoggedRanking> Read(IReadOnlyList<string> logs, IReadOnlyList<string> clicks, ToolConsole console)
    {
        RankingLogContents contents = RankingLogFile.Read(logs, clicks);
        foreach (string line in contents.CutLines)
        {
            console.Warn($"{line}: the last line ends in its middle; it is left out");
        }

        if (contents.Rankings.Count == 0)
        {
            throw new InputException($"{string.Join(", ", logs)}: the log holds no ranking.");
        }

        foreach (IGrouping<bool, LostClick> kind in contents.LostClicks.GroupBy(click => click.IsRequestKnown))
        {
            LostClick first = kind.First();
            string what = kind.Key
                ? $"'{first.DocumentId}' is in no list of the request '{first.RequestId}'"
                : $"the log has no ranking of the request '{first.RequestId}'";
            string where = Invariant($"{first.File}({first.Line}): {what}");
            if (kind.Count() == contents.ClickCount)
            {
                throw new InputException($"{where}, and so it is with every click. {(kind.Key ? "Clicks name documents as the log does." : "Clicks name the request as the log does, and rankings and clicks are of the same time.")}");
            }

            console.Warn($"{where}; {Figures.Count(kind.Count(), "such click is", "such clicks are")} left out of {contents.ClickCount}");
        }

        return contents.Rankings;
    }

    /// <summary>The calls of one experiment, where there are several; with them go those of none.</summary>
    /// <exception cref="InputException">There are several and none was named, or the one that was is not there.</exception>
    public static IReadOnlyList<LoggedRanking> OfExperiment(IReadOnlyList<LoggedRanking> rankings, string? name)
    {
        string[] experiments = [.. rankings.Select(ranking => ranking.Experiment).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        string listed = string.Join(", ", experiments.Select(experiment => $"'{experiment}'"));
        if (name is null && experiments.Length > 1)
        {
            throw new InputException($"The log holds several experiments: {listed}. Name one with --experiment.");
        }

        return name is null ? rankings
            : experiments.Contains(name) ? [.. rankings.Where(ranking => ranking.Experiment is null || ranking.Experiment == name)]
            : throw new InputException($"--experiment is '{name}', which is not in the log. {(experiments.Length == 0 ? "It holds none." : $"It holds {listed}.")}");
    }
}
