namespace RerankKit.Evaluation;

/// <summary>How predictions are divided into the ranges of a <see cref="ReliabilityCurve"/>.</summary>
public enum ReliabilityBinning
{
    /// <summary>Ranges of one width, as in most papers. Where nearly all predictions are near 0, nearly all fall in the first.</summary>
    EqualWidth,

    /// <summary>Ranges of one number of predictions, as far as equal predictions allow, which stay together.</summary>
    EqualCount,
}
