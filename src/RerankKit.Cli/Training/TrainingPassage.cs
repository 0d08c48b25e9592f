namespace RerankKit.Cli.Training;

/// <summary>A passage beside a query to learn from.</summary>
/// <param name="Id">The document.</param>
/// <param name="Text">What is read of it.</param>
/// <param name="Grade">Its judgement; 0 for a mined negative.</param>
/// <param name="Score">The teacher's score; null without a teacher, and where the teacher gave none.</param>
internal sealed record TrainingPassage(string Id, string Text, int Grade, double? Score);
