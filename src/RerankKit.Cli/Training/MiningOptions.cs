namespace RerankKit.Cli.Training;

/// <summary>What is mined.</summary>
/// <param name="Depth">How many documents of each run are looked at.</param>
/// <param name="Positives">Relevant passages per query at most.</param>
/// <param name="Negatives">Negatives per query at most.</param>
/// <param name="MinGrade">The lowest grade that is relevant.</param>
/// <param name="Margin">How far below the middle relevant passage the teacher has to see an unjudged one.</param>
internal sealed record MiningOptions(int Depth, int Positives, int Negatives, int MinGrade, double Margin);
