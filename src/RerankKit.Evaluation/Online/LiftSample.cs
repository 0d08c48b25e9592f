namespace RerankKit.Evaluation;

/// <summary>Clicks of calls that were shown the same list, one number a caller.</summary>
internal sealed class LiftSample
{
    private readonly LoggedRanking[] _rankings;
    private readonly (double Before, double After)[] _ranks;
    private readonly (double Before, double After)[] _reciprocals;

    public LiftSample(LoggedRanking[] rankings, string before, string after)
    {
        _rankings = rankings;
        LoggedRanking[][] callers = [.. rankings.GroupBy(ranking => ranking.Unit, StringComparer.Ordinal).Select(calls => calls.ToArray())];
        _ranks = Array.ConvertAll(callers, calls => Average(calls, before, after, rank => rank));
        _reciprocals = Array.ConvertAll(callers, calls => Average(calls, before, after, rank => 1.0 / rank));
        Improvements = Array.ConvertAll(_ranks, rank => rank.Before - rank.After);
        ReciprocalImprovements = Array.ConvertAll(_reciprocals, reciprocal => reciprocal.After - reciprocal.Before);
    }

    public int Callers => _ranks.Length;

    public double[] Improvements { get; }

    public double[] ReciprocalImprovements { get; }

    public LiftGroup? ToGroup(ComparisonOptions options) => Callers == 0 ? null : new(
        Callers,
        _rankings.Length,
        _rankings.Sum(ranking => ranking.Clicks.Count),
        _ranks.Average(rank => rank.Before),
        _ranks.Average(rank => rank.After),
        Estimate(Improvements, options),
        Estimate(ReciprocalImprovements, options));

    private static MeanEstimate Estimate(double[] values, ComparisonOptions options) => new(
        values.Average(),
        PairedTests.Bootstrap(values, options.Confidence, options.BootstrapSamples, options.Seed),
        PairedTests.Randomisation(values, options.Permutations, options.Seed));

    private static (double Before, double After) Average(LoggedRanking[] calls, string before, string after, Func<int, double> value) =>
        (calls.Average(call => Average(call, before, after, value)), calls.Average(call => Average(call, after, before, value)));

    private static double Average(LoggedRanking call, string name, string other, Func<int, double> value)
    {
        LoggedList list = call.Lists[name];
        int depth = Math.Min(list.DocumentIds.Count, call.Lists[other].DocumentIds.Count);
        return call.Clicks.Average(id => value(Math.Min(list.RankOf(id) ?? int.MaxValue, depth + 1)));
    }
}
