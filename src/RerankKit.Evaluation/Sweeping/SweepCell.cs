namespace RerankKit.Evaluation;

/// <summary>One row of a sweep, by the positions of its parts.</summary>
internal readonly record struct SweepCell(int FirstStage, int Reranker, int Depth);
