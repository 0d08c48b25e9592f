namespace RerankKit;

/// <summary>The blend of first-stage and reranker scores that did best on labelled queries.</summary>
/// <param name="Weight">The reranker's share, 0 to 1.</param>
/// <param name="Normalization">How both lists are brought to a common scale.</param>
public sealed record CalibratedBlend(double Weight, ScoreNormalization Normalization);
