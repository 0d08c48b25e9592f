namespace RerankKit.Evaluation;

/// <summary>A mean, and what can be said of it.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Interval">Its bootstrap interval.</param>
/// <param name="PValue">How likely one at least as far from 0 is by chance, two-sided.</param>
public readonly record struct MeanEstimate(double Mean, ConfidenceInterval Interval, double PValue);
