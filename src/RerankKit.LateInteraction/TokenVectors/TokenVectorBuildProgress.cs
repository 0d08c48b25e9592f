namespace RerankKit.LateInteraction;

/// <summary>How far the filling of a store is.</summary>
/// <param name="DocumentCount">Documents dealt with: the skipped ones and the stored ones.</param>
/// <param name="SkippedCount">Documents that the store had already, with the same text.</param>
/// <param name="StoredCount">Documents that were encoded and stored.</param>
/// <param name="TokenCount">Vectors of the stored ones.</param>
public readonly record struct TokenVectorBuildProgress(long DocumentCount, long SkippedCount, long StoredCount, long TokenCount)
{
    /// <summary>Stored documents that were longer than the encoder reads, and were cut.</summary>
    public long TruncatedCount { get; init; }
}
