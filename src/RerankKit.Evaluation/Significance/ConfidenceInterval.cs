namespace RerankKit.Evaluation;

/// <summary>A confidence interval.</summary>
/// <param name="Low">Its lower end.</param>
/// <param name="High">Its upper end.</param>
/// <param name="Confidence">Its level, for example 0.95.</param>
public readonly record struct ConfidenceInterval(double Low, double High, double Confidence);
