namespace RerankKit.Benchmarks;

/// <summary>How a static table is trained from the text of a collection, without labels.</summary>
internal sealed record TrainingOptions
{
    /// <summary>Numbers per vector.</summary>
    public int Dimension { get; set; } = 128;

    /// <summary>How many tokens to either side count as seen together.</summary>
    public int Window { get; set; } = 10;

    /// <summary>The exponent of the frequencies in the mutual information: below 1 it holds back rare tokens (Levy, Goldberg and Dagan, 2015).</summary>
    public double Smoothing { get; set; } = 0.75;

    /// <summary>The exponent of the eigenvalues: 0.5 keeps the likenesses of the counts, 0 gives every direction the same room.</summary>
    public double Spread { get; set; } = 0.25;

    /// <summary>How much of a vector is the token's own, random direction: the higher, the less two different tokens are alike.</summary>
    public double Identity { get; set; } = 0.5;

    /// <summary>The seed of everything random.</summary>
    public int Seed { get; set; } = 1;
}
