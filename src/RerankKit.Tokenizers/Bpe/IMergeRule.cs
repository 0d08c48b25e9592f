namespace RerankKit.Tokenizers;

/// <summary>Which two neighbouring symbols merge.</summary>
internal interface IMergeRule
{
    /// <summary>The rank of a pair, lower being merged first, and what it merges into; <see cref="MergeTable.NoRank"/> when it does not.</summary>
    /// <param name="left">The left symbol.</param>
    /// <param name="right">The right symbol.</param>
    /// <param name="start">Where the left one begins in the piece.</param>
    /// <param name="end">Where the right one ends.</param>
    /// <param name="merged">What they merge into.</param>
    int Find(int left, int right, int start, int end, out int merged);
}
