namespace RerankKit;

/// <summary>How many candidates the next call within a time budget gets.</summary>
/// <param name="latency">What calls have taken so far.</param>
/// <param name="first">The first call's size while nothing is known.</param>
/// <param name="least">How many candidates are worth a further call.</param>
/// <param name="safetyMargin">How much longer than estimated a call may take and still be in time: a share of the estimate.</param>
internal sealed class ChunkSizes(LatencyEstimate latency, int first, int least, double safetyMargin)
{
    /// <summary>The next call's size; 0 when no further one would be done in time.</summary>
    /// <remarks>
    /// The first is always tried, however slow the reranker was before: without trying nobody would learn that it has recovered. Beyond it, half of what fits
    /// goes next, so that a wrong estimate loses half of the time and not all of it.
    /// </remarks>
    /// <param name="rest">How many candidates are left.</param>
    /// <param name="timeLeft">Until the deadline.</param>
    /// <param name="begun">The size of the call's first chunk; null for that itself. Where that was a small one, small ones are worth going on with.</param>
    public int Next(int rest, TimeSpan timeLeft, int? begun)
    {
        if (timeLeft <= TimeSpan.Zero)
        {
            return 0;
        }

        int worth = Math.Min(least, begun ?? least);
        int? fit = latency.Fit(timeLeft / (1 + safetyMargin));
        return fit is not int known ? Math.Min(rest, first)
            : known >= rest ? rest
            : known >= worth ? Math.Max(worth, known / 2)
            : begun is null ? Math.Max(1, known)
            : 0;
    }
}
