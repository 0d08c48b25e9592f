namespace RerankKit.Evaluation;

/// <summary>How much a grade is worth in nDCG.</summary>
public enum NdcgGain
{
    /// <summary>The grade itself, as in trec_eval (Järvelin and Kekäläinen, TOIS 2002). The default.</summary>
    Linear,

    /// <summary>2^grade − 1 (Burges et al., ICML 2005).</summary>
    Exponential,
}
