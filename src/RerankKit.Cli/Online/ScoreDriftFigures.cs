namespace RerankKit.Cli.Online;

/// <summary>The drift of one kind of score.</summary>
/// <param name="Reference">How many scores the reference has.</param>
/// <param name="Current">How many the others are.</param>
/// <param name="ReferenceMean">The reference's mean.</param>
/// <param name="CurrentMean">The others' mean.</param>
/// <param name="Index">The population stability index.</param>
/// <param name="Distance">Kolmogorov and Smirnov's distance.</param>
/// <param name="PValue">Its p-value.</param>
internal sealed record ScoreDriftFigures(int Reference, int Current, double ReferenceMean, double CurrentMean, double Index, double Distance, double PValue);
