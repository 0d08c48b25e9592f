namespace RerankKit;

/// <summary>A point of an isotonic calibration.</summary>
/// <param name="Score">The reranker's score; finite.</param>
/// <param name="Probability">What it means; between 0 and 1.</param>
public readonly record struct CalibrationPoint(double Score, double Probability);
