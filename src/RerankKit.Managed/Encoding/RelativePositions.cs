namespace RerankKit.Managed;

/// <summary>
/// Disentangled attention (DeBERTa, He et al., 2021): what a query and a key add to their product by the distance between them. A table has a row per distance, far ones share rows by the logarithm.
/// </summary>
internal sealed record RelativePositions
{
    /// <summary>Rows of the table for each direction.</summary>
    public required int Span { get; init; }

    /// <summary>Of these, half are single distances, the others share what is beyond; 0 where every distance has a row of its own.</summary>
    public required int Buckets { get; init; }

    /// <summary>The distance at which the rows end.</summary>
    public required int MaxDistance { get; init; }

    /// <summary>Whether the rows are normalised before they are projected.</summary>
    public required bool IsNormed { get; init; }

    /// <summary>Whether they are projected as queries and keys are, rather than by layers of their own.</summary>
    public required bool SharesProjections { get; init; }

    /// <summary>Whether the query is multiplied by the distance's key.</summary>
    public required bool HasKeys { get; init; }

    /// <summary>Whether the key is multiplied by the distance's query.</summary>
    public required bool HasQueries { get; init; }

    /// <summary>How many products are added up.</summary>
    public int Terms => 1 + (HasKeys ? 1 : 0) + (HasQueries ? 1 : 0);

    /// <summary>The row of a distance, that of the query's position less the key's.</summary>
    public int Row(int distance) => Math.Clamp(Bucket(distance) + Span, 0, (2 * Span) - 1);

    private int Bucket(int distance)
    {
        int middle = Buckets / 2;
        int size = Math.Abs(distance);
        if (Buckets == 0 || size <= middle)
        {
            return distance;
        }

        double share = Math.Log((double)size / middle) / Math.Log((MaxDistance - 1.0) / middle);
        return Math.Sign(distance) * ((int)Math.Ceiling(share * (middle - 1)) + middle);
    }
}
