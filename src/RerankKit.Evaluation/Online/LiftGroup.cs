namespace RerankKit.Evaluation;

/// <summary>What became of clicked documents in a group of requests.</summary>
public sealed class LiftGroup
{
    private LiftGroup()
    {
    }

    /// <summary>Requests with a click.</summary>
    public int Requests { get; private init; }

    /// <summary>Documents that were clicked.</summary>
    public int Clicks { get; private init; }

    /// <summary>The mean rank of clicked documents before, over requests.</summary>
    public double RankBefore { get; private init; }

    /// <summary>The mean rank of clicked documents after, over requests.</summary>
    public double RankAfter { get; private init; }

    /// <summary>By how many places clicked documents moved up.</summary>
    public double RankImprovement => RankBefore - RankAfter;

    /// <summary>The bootstrap interval of <see cref="RankImprovement"/>.</summary>
    public ConfidenceInterval Interval { get; private init; }

    /// <summary>The p-value of the randomisation test of <see cref="RankImprovement"/>, two-sided.</summary>
    public double PValue { get; private init; }

    /// <summary>By how much 1/rank of clicked documents rose: what happens at the top counts most.</summary>
    public double ReciprocalRankImprovement { get; private init; }

    /// <summary>The bootstrap interval of <see cref="ReciprocalRankImprovement"/>.</summary>
    public ConfidenceInterval ReciprocalRankInterval { get; private init; }

    internal static LiftGroup? Of(LoggedRanking[] rankings, string before, string after, ComparisonOptions options)
    {
        if (rankings.Length == 0)
        {
            return null;
        }

        double[] ranks(string list) => Array.ConvertAll(rankings, ranking => ranking.Clicks.Average(id => (double)ranking.Lists[list].RankOf(id)));
        double[] reciprocals(string list) => Array.ConvertAll(rankings, ranking => ranking.Clicks.Average(id => 1.0 / ranking.Lists[list].RankOf(id)));
        (double[] ranksBefore, double[] ranksAfter) = (ranks(before), ranks(after));
        double[] improvements = [.. ranksBefore.Zip(ranksAfter, (first, second) => first - second)];
        double[] reciprocalImprovements = [.. reciprocals(after).Zip(reciprocals(before), (first, second) => first - second)];
        return new()
        {
            Requests = rankings.Length,
            Clicks = rankings.Sum(ranking => ranking.Clicks.Count),
            RankBefore = ranksBefore.Average(),
            RankAfter = ranksAfter.Average(),
            Interval = PairedTests.Bootstrap(improvements, options.Confidence, options.BootstrapSamples, options.Seed),
            PValue = PairedTests.Randomisation(improvements, options.Permutations, options.Seed),
            ReciprocalRankImprovement = reciprocalImprovements.Average(),
            ReciprocalRankInterval = PairedTests.Bootstrap(reciprocalImprovements, options.Confidence, options.BootstrapSamples, options.Seed),
        };
    }
}
