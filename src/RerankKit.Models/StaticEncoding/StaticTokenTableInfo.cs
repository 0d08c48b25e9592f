namespace RerankKit.Models;

/// <summary>What a table of token vectors says of itself. Immutable.</summary>
public sealed record StaticTokenTableInfo
{
    /// <summary>The model's name; null when it has none.</summary>
    public string? Name { get; init; }

    /// <summary>The licence of the vectors, for example an SPDX identifier; null when nothing is said.</summary>
    public string? Licence { get; init; }

    /// <summary>Where the vectors come from, for a person to read; null when nothing is said.</summary>
    public string? Description { get; init; }

    /// <summary>The longest query in tokens.</summary>
    /// <value>1 or more; null, the default, for no limit.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? MaxQueryTokens { get; init => field = Allow.AtLeast(value, 1, "1 token or more, or null for no limit"); }

    /// <summary>The longest document in tokens.</summary>
    /// <value>1 or more; null, the default, for no limit.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? MaxDocumentTokens { get; init => field = Allow.AtLeast(value, 1, "1 token or more, or null for no limit"); }

    /// <summary>Lengths of a document's vectors by how often their tokens occur.</summary>
    /// <value>Null, the default: all have length 1.</value>
    public StaticTermFrequency? TermFrequency { get; init; }
}
