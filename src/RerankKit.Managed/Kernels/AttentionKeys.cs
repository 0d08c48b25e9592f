namespace RerankKit.Managed;

/// <summary>The keys and values of a sequence, in panels that it may share with its neighbours.</summary>
internal readonly unsafe struct AttentionKeys
{
    /// <summary>The panel with the sequence's first token, at the first channel of its keys.</summary>
    public required float* Keys { get; init; }

    /// <summary>The same panel, at the first channel of its values.</summary>
    public required float* Values { get; init; }

    /// <summary>From a panel to the next.</summary>
    public required nint Stride { get; init; }

    /// <summary>The first token's lane in its panel.</summary>
    public required int Start { get; init; }

    /// <summary>Tokens of the sequence.</summary>
    public required int Count { get; init; }

    /// <summary>Per token whether it is seen: 0 for no. Null where all are.</summary>
    public required byte* Attended { get; init; }

    /// <summary>How far from a query a key may be, in tokens.</summary>
    public required int Window { get; init; }

    /// <summary>Where the query in the first lane stands, counted from the first key.</summary>
    public required int Query { get; init; }

    /// <summary>What the distance between query and key adds; null for nothing. Not where there is a window.</summary>
    public RelativeTable? Relative { get; init; }

    public required int Heads { get; init; }

    /// <summary>Channels per head, at least 8.</summary>
    public required int HeadSize { get; init; }
}
