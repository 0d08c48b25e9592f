namespace RerankKit.Evaluation;

/// <summary>What is left of the quality at a time budget.</summary>
/// <param name="Milliseconds">The budget.</param>
/// <param name="Value">The deciding metric when later answers fall back to the first stage.</param>
/// <param name="InTime">The share of the queries that are answered in time.</param>
public readonly record struct DeadlinePoint(double Milliseconds, double Value, double InTime);
