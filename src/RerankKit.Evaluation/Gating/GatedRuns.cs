namespace RerankKit.Evaluation;

/// <summary>A collection that a change is judged on: its judgements, and the runs before and after.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Qrels">The judgements.</param>
/// <param name="Baseline">The run before.</param>
/// <param name="Candidate">The run after.</param>
/// <param name="Classes">Classes of its queries, each of which is judged too; null for none.</param>
public sealed record GatedRuns(string Name, Qrels Qrels, Run Baseline, Run Candidate, QueryClasses? Classes = null);
