namespace RerankKit.Evaluation;

/// <summary>The numbers in a metric's name.</summary>
internal readonly record struct MetricArguments(int? Cutoff, int? RelevanceLevel, double? Persistence);
