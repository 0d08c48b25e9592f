namespace RerankKit.Cli.Training;

/// <summary>A query with passages that answer it, and some that look as if they did.</summary>
internal sealed record TrainingExample(string QueryId, string Query, IReadOnlyList<TrainingPassage> Positives, IReadOnlyList<TrainingPassage> Negatives);
