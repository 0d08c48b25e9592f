using RerankKit.Evaluation;

namespace RerankKit.Cli.Online;

/// <summary>How far the scores of a list are from those of a reference: of the best document of each call, and of all.</summary>
internal sealed record OnlineDrift(string List, ScoreDriftFigures Best, ScoreDriftFigures All)
{
    // Siddiqi's rule.
    public string Verdict => Best.Index switch
    {
        < 0.1 => "no change",
        < 0.25 => "a small change",
        _ => "a large change: look at the model, its version and the content",
    };

    public static OnlineDrift? Of(IReadOnlyList<LoggedRanking> rankings, string list, IReadOnlyList<LoggedRanking>? reference, DateTimeOffset? until)
    {
        if (reference is null && until is null)
        {
            return null;
        }

        IReadOnlyList<LoggedRanking> before = reference ?? [.. rankings.Where(ranking => ranking.Time < until)];
        IReadOnlyList<LoggedRanking> now = reference is not null ? rankings : [.. rankings.Where(ranking => ranking.Time >= until)];
        (double[] best, double[] all) then = Scores(before, list, "the reference");
        (double[] best, double[] all) today = Scores(now, list, "the log that is compared with it");
        return new(list, Figures(then.best, today.best), Figures(then.all, today.all));
    }

    private static (double[] Best, double[] All) Scores(IReadOnlyList<LoggedRanking> rankings, string list, string whose)
    {
        double[][] scores = [.. rankings.Where(ranking => ranking.Lists.ContainsKey(list)).Select(ranking => ranking.Lists[list].Scores.OfType<double>().ToArray()).Where(of => of.Length > 0)];
        return scores.Length > 0
            ? ([.. scores.Select(of => of[0])], [.. scores.SelectMany(of => of)])
            : throw new InputException($"There is no score of '{list}' in {whose}, so that no drift can be measured.");
    }

    private static ScoreDriftFigures Figures(double[] reference, double[] current)
    {
        (double distance, double p) = ScoreDrift.KolmogorovSmirnov(reference, current);
        return new(reference.Length, current.Length, reference.Average(), current.Average(), ScoreDrift.PopulationStabilityIndex(reference, current), distance, p);
    }
}
