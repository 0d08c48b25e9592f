namespace RerankKit.Evaluation;

/// <summary>What a cache answers when some queries come far more often than others.</summary>
public static class ZipfCache
{
    /// <summary>The share of the pairs of a query log that was scored before, by expectation: the k-th query comes 1 / k^exponent as often as the first.</summary>
    /// <param name="pairs">How many pairs each query has, the most frequent query first.</param>
    /// <param name="requests">How many requests the log has; 1 or more.</param>
    /// <param name="exponent">How uneven the log is; 0 makes all queries equally frequent, 1 is common.</param>
    /// <returns>From 0 to 1; 0 where there are no pairs.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="requests"/> is less than 1, or <paramref name="exponent"/> is negative.</exception>
    public static double HitRate(IReadOnlyList<int> pairs, int requests = 10_000, double exponent = 1)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        Allow.AtLeast(requests, 1, name: nameof(requests));
        Allow.If(exponent >= 0, exponent, "0 or more", nameof(exponent));
        double sum = 0;
        for (int k = 1; k <= pairs.Count; k++)
        {
            sum += Math.Pow(k, -exponent);
        }

        // A query's pairs are scored once, where it comes at all.
        double asked = 0;
        double scored = 0;
        for (int k = 1; k <= pairs.Count; k++)
        {
            double share = Math.Pow(k, -exponent) / sum;
            asked += requests * share * pairs[k - 1];
            scored += (1 - Math.Pow(1 - share, requests)) * pairs[k - 1];
        }

        return asked == 0 ? 0 : 1 - (scored / asked);
    }
}
