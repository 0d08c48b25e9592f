namespace RerankKit.Models;

/// <summary>What turns a model's logit into the score that is reported. The ranking is always by the logit.</summary>
public enum ScoreActivation
{
    /// <summary>The logit as it is; scores are <see cref="RerankScoreKind.Logit"/>.</summary>
    Identity,

    /// <summary>1 / (1 + e^-logit), in double; scores are <see cref="RerankScoreKind.Probability"/>.</summary>
    Sigmoid,

    /// <summary>The hyperbolic tangent, in double; scores are <see cref="RerankScoreKind.Similarity"/>.</summary>
    Tanh,
}
