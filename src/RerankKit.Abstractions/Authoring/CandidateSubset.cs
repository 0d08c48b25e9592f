namespace RerankKit.Authoring;

/// <summary>A part of the caller's candidates that a decorator hands inward, and the way back to the caller's indices.</summary>
public readonly struct CandidateSubset
{
    private readonly IReadOnlyList<RerankCandidate> _all;
    private readonly int[]? _order;

    private CandidateSubset(IReadOnlyList<RerankCandidate> all, int[]? order, IReadOnlyList<RerankCandidate> candidates)
    {
        _all = all;
        _order = order;
        Candidates = candidates;
    }

    /// <summary>The candidates that go inward.</summary>
    public IReadOnlyList<RerankCandidate> Candidates { get; }

    /// <summary>Takes the first <paramref name="count"/> candidates of the first stage's order.</summary>
    /// <param name="all">The candidates of the call.</param>
    /// <param name="count">How many; at most as many as there are.</param>
    /// <returns>The subset.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative, or more than there are.</exception>
    public static CandidateSubset BestOf(IReadOnlyList<RerankCandidate> all, int count)
    {
        ArgumentNullException.ThrowIfNull(all);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, all.Count);
        int[]? order = FirstStageOrder.Of(all);
        if (order is null && all is RerankCandidate[] array)
        {
            return new(all, order, new ArraySegment<RerankCandidate>(array, 0, count));
        }

        var candidates = new RerankCandidate[count];
        for (int i = 0; i < count; i++)
        {
            candidates[i] = all[order is null ? i : order[i]];
        }

        return new(all, order, candidates);
    }

    /// <summary>
    /// Turns the inner results, whose indices count within the subset, into results for all candidates: the inner ones first,
    /// then the rest in first-stage order, cut to <paramref name="topN"/>.
    /// </summary>
    /// <param name="inner">The results of the reranker that was given <see cref="Candidates"/>.</param>
    /// <param name="restPlacement">Why the rest was not scored.</param>
    /// <param name="topN">How many results; null for all.</param>
    /// <returns>The ranking of all candidates.</returns>
    public RerankResult[] Restore(IReadOnlyList<RerankResult> inner, RerankPlacement restPlacement, int? topN)
    {
        ArgumentNullException.ThrowIfNull(inner);
        int rest = _all.Count - Candidates.Count;
        var results = new RerankResult[Math.Min(inner.Count + rest, topN ?? int.MaxValue)];
        int filled = Math.Min(inner.Count, results.Length);
        ListSpan.Of(inner)[..filled].CopyTo(results);
        for (int i = 0; _order is not null && i < filled; i++)
        {
            results[i] = results[i] with { Index = _order[results[i].Index] };
        }

        for (int i = filled; i < results.Length; i++)
        {
            results[i] = RerankResult.Unscored(Original(Candidates.Count + i - filled), restPlacement);
        }

        return results;
    }

    private int Original(int position) => _order is null ? position : _order[position];
}
