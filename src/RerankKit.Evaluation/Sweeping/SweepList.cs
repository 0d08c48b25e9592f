namespace RerankKit.Evaluation;

/// <summary>A ranking of a first stage.</summary>
internal sealed record SweepList(string Name, IReadOnlyList<string> Documents, IReadOnlyList<double> Scores);
