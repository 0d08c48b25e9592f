namespace RerankKit;

/// <summary>Ways to draw a sample of calls, for <see cref="ShadowOptions.Sample"/>.</summary>
public static class ShadowSampling
{
    /// <summary>Draws each call by itself.</summary>
    /// <param name="query">Not used.</param>
    /// <returns>A number from 0 (included) to 1 (excluded).</returns>
    public static double Random(string query) => System.Random.Shared.NextDouble();

    /// <summary>Draws queries: the same query is always in the sample or never, in every process.</summary>
    /// <param name="query">The query, in any case.</param>
    /// <returns>A number from 0 (included) to 1 (excluded).</returns>
    public static double ByQuery(string query)
    {
        ArgumentNullException.ThrowIfNull(query);

        // FNV-1a, then the finalizer of MurmurHash3 because FNV leaves the high bits of short strings alike.
        ulong hash = 14695981039346656037;
        foreach (char c in query)
        {
            hash = (hash ^ char.ToLowerInvariant(c)) * 1099511628211;
        }

        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
        hash ^= hash >> 33;
        return (hash >> 11) * (1.0 / (1UL << 53));
    }
}
