namespace RerankKit.LateInteraction;

/// <summary>How a store is filled. Read when a build begins.</summary>
public sealed class TokenVectorBuildOptions
{
    /// <summary>How many documents are encoded in one call and stored in one write: what an interrupted build loses at most.</summary>
    /// <value>1 or more; default 128.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int BatchSize { get; set => field = Allow.AtLeast(value, 1); } = 128;

    /// <summary>Receives how far the build is, after every batch.</summary>
    /// <value>Null, the default, for nobody.</value>
    public IProgress<TokenVectorBuildProgress>? Progress { get; set; }
}
