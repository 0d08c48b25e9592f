namespace RerankKit.Authoring;

/// <summary>Holds any reranker to the promises of <see cref="IReranker"/>. Every built pipeline has one around its source.</summary>
/// <remarks>
/// Scores that are not finite, indices out of range and repeated indices are taken out; candidates that are missing without a
/// <see cref="RerankOptions.TopN"/> follow unscored in first-stage order; an order that is not by score is mended. What was
/// mended stands in a <see cref="RerankStage"/> named <c>guard</c>; a faultless response passes through unchanged.
/// </remarks>
/// <param name="innerReranker">The reranker to hold to the promises.</param>
public sealed class ResponseGuardReranker(IReranker innerReranker) : DelegatingReranker(innerReranker)
{
    /// <inheritdoc/>
    protected override async Task<RerankResponse> RerankCoreAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options,
        CancellationToken cancellationToken)
    {
        RerankArguments.CheckTexts(candidates);
        RerankResponse? response = await InnerReranker.RerankAsync(query, candidates, options, cancellationToken).ConfigureAwait(false);
        if (response is null)
        {
            throw new InvalidOperationException($"{InnerReranker.GetType()} returned null instead of a response.");
        }

        return IsFaultless(response.Results, candidates.Count, options?.TopN) ? response : Mend(response, candidates, options?.TopN);
    }

    private static bool IsFaultless(IReadOnlyList<RerankResult> results, int count, int? topN)
    {
        if (results.Count != Math.Min(count, topN ?? int.MaxValue))
        {
            return false;
        }

        Span<ulong> seen = count <= 4096 ? stackalloc ulong[(count + 63) / 64] : new ulong[(count + 63) / 64];
        seen.Clear();
        double previous = double.PositiveInfinity;
        int previousIndex = -1;
        bool inScored = true;
        for (int i = 0; i < results.Count; i++)
        {
            RerankResult result = results[i];
            if ((uint)result.Index >= (uint)count || !double.IsFinite(result.Score))
            {
                return false;
            }

            ref ulong word = ref seen[result.Index >> 6];
            ulong bit = 1UL << result.Index;
            if ((word & bit) != 0)
            {
                return false;
            }

            word |= bit;
            if (result.IsScored)
            {
                if (!inScored || result.Score > previous || (result.Score == previous && result.Index < previousIndex))
                {
                    return false;
                }

                (previous, previousIndex) = (result.Score, result.Index);
            }
            else
            {
                inScored = false;
            }
        }

        return true;
    }

    private static RerankResponse Mend(RerankResponse response, IReadOnlyList<RerankCandidate> candidates, int? topN)
    {
        var scored = new List<RerankResult>(response.Results.Count);
        var unscored = new List<RerankResult>();
        bool[] seen = new bool[candidates.Count];
        int outOfRange = 0;
        int repeated = 0;
        int notFinite = 0;
        foreach (RerankResult result in response.Results)
        {
            if ((uint)result.Index >= (uint)seen.Length)
            {
                outOfRange++;
            }
            else if (seen[result.Index])
            {
                repeated++;
            }
            else if (!double.IsFinite(result.Score))
            {
                notFinite++;
            }
            else
            {
                seen[result.Index] = true;
                (result.IsScored ? scored : unscored).Add(result);
            }
        }

        int missing = Math.Min(candidates.Count, topN ?? int.MaxValue) - scored.Count - unscored.Count;
        scored.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Index.CompareTo(b.Index));
        scored.AddRange(unscored);
        int[]? order = FirstStageOrder.Of(candidates);
        for (int rank = 0; rank < candidates.Count && missing > 0; rank++)
        {
            int index = order is null ? rank : order[rank];
            if (!seen[index])
            {
                scored.Add(RerankResult.Unscored(index, RerankPlacement.Unscored));
            }
        }

        if (topN < scored.Count)
        {
            scored.RemoveRange(topN.Value, scored.Count - topN.Value);
        }

        return response.WithStage(scored, new("guard", "mended")
        {
            CandidatesIn = candidates.Count,
            CandidatesScored = scored.Count(result => result.IsScored),
            Reason = Invariant(
                $"{notFinite} not finite, {repeated} repeated, {outOfRange} out of range, {Math.Max(missing - notFinite, 0)} left out"),
        });
    }
}
