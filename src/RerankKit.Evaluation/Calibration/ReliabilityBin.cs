namespace RerankKit.Evaluation;

/// <summary>A range of predicted probabilities, and what came of them.</summary>
/// <param name="Low">Where the range begins; predictions in it are above, except that 0 is in the first.</param>
/// <param name="High">The highest prediction that falls in it.</param>
/// <param name="Count">How many predictions fall in it.</param>
/// <param name="MeanProbability">Their mean; NaN when there is none.</param>
/// <param name="PositiveRate">The share of them that came true; NaN when there is none.</param>
public readonly record struct ReliabilityBin(double Low, double High, int Count, double MeanProbability, double PositiveRate)
{
    /// <summary>How far prediction and truth lie apart; 0 when nothing falls in the range.</summary>
    public double Gap => Count == 0 ? 0 : Math.Abs(PositiveRate - MeanProbability);
}
