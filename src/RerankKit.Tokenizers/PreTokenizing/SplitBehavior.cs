namespace RerankKit.Tokenizers;

/// <summary>What becomes of a delimiter; on "a--b" with delimiter "-":</summary>
internal enum SplitBehavior
{
    /// <summary>"a", "b".</summary>
    Removed,

    /// <summary>"a", "-", "-", "b".</summary>
    Isolated,

    /// <summary>"a-", "-", "b".</summary>
    MergedWithPrevious,

    /// <summary>"a", "-", "-b".</summary>
    MergedWithNext,

    /// <summary>"a", "--", "b".</summary>
    Contiguous,
}
