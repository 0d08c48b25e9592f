namespace RerankKit;

/// <summary>How a score becomes a probability.</summary>
public enum CalibrationMethod
{
    /// <summary>1 / (1 + exp(−(slope · score + intercept))). Two numbers, which a few hundred labelled pairs can fit.</summary>
    Platt,

    /// <summary>A line through points that never falls. Follows any shape, and needs about a thousand labelled pairs or more.</summary>
    Isotonic,
}
