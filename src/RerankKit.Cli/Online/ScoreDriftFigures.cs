namespace RerankKit.Cli.Online;

/// <summary>The drift of one kind of score.</summary>
/// <param name="Reference">How many scores the reference has.</param>
/// <param name="Current">How many there are now.</param>
/// <param name="ReferenceMean">The reference's mean.</param>
/// <param name="CurrentMean">The mean now.</param>
/// <param name="Index">The population stability index.</param>
/// <param name="Distance">Kolmogorov and Smirnov's distance.</param>
/// <param name="PValue">Its p-value.</param>
internal sealed record ScoreDriftFigures(int Reference, int Current, double ReferenceMean, double CurrentMean, double Index, double Distance, double PValue)
{
    public static ScoreDriftFigures Of(double[] reference, double[] current)
    {
        (double distance, double p) = ScoreDrift.KolmogorovSmirnov(reference, current);
        return new(reference.Length, current.Length, reference.Average(), current.Average(), ScoreDrift.PopulationStabilityIndex(reference, current), distance, p);
    }
}
