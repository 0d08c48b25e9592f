namespace RerankKit.Models;

/// <summary>What an input of a transformer's graph wants.</summary>
internal enum GraphInput
{
    InputIds,
    AttentionMask,
    TokenTypeIds,
    PositionIds,

    /// <summary>Keys or values of tokens seen before: none.</summary>
    Past,

    /// <summary>Whether to take the branch that reads <see cref="Past"/>: no.</summary>
    UseCacheBranch,
}
