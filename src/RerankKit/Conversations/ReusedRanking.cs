using System.Buffers;

namespace RerankKit;

/// <summary>Gives a ranking's places to the same candidates in another list, as <see cref="IReranker"/> promises them there.</summary>
internal static class ReusedRanking
{
    /// <summary>The scored ones as they were, equal scores in the new list's order; the unscored ones in the order of the new first stage.</summary>
    public static RerankResult[] Create(ReadOnlySpan<RerankResult> ranking, ReadOnlySpan<int> positions, IReadOnlyList<RerankCandidate> candidates, int? topN)
    {
        var results = new RerankResult[ranking.Length];
        int scored = 0;
        for (int rank = 0; rank < results.Length; rank++)
        {
            ref readonly RerankResult result = ref ranking[rank];
            results[rank] = result with { Index = positions[result.Index] };
            scored += result.IsScored ? 1 : 0;
        }

        OrderTies(results.AsSpan(0, scored));
        if (scored < results.Length)
        {
            OrderUnscored(results.AsSpan(scored), candidates);
        }

        return topN < results.Length ? results[..topN.Value] : results;
    }

    private static void OrderTies(Span<RerankResult> scored)
    {
        for (int start = 0; start < scored.Length;)
        {
            int end = start + 1;
            bool isOrdered = true;
            while (end < scored.Length && scored[end].Score == scored[start].Score)
            {
                isOrdered &= scored[end - 1].Index < scored[end].Index;
                end++;
            }

            if (!isOrdered)
            {
                scored[start..end].Sort(static (a, b) => a.Index.CompareTo(b.Index));
            }

            start = end;
        }
    }

    private static void OrderUnscored(Span<RerankResult> unscored, IReadOnlyList<RerankCandidate> candidates)
    {
        // Those that a cascade's earlier stage ranked keep that stage's order.
        int ranked = unscored.Length;
        while (ranked > 0 && unscored[ranked - 1].Placement != RerankPlacement.EarlierStage)
        {
            ranked--;
        }

        Span<RerankResult> rest = unscored[ranked..];
        int[] buffer = ArrayPool<int>.Shared.Rent(rest.Length + candidates.Count);
        Span<int> places = buffer.AsSpan(0, rest.Length);
        Span<int> placeOf = buffer.AsSpan(rest.Length, candidates.Count);
        int[]? order = FirstStageOrder.Of(candidates);
        for (int place = 0; place < placeOf.Length; place++)
        {
            placeOf[order is null ? place : order[place]] = place;
        }

        for (int i = 0; i < places.Length; i++)
        {
            places[i] = placeOf[rest[i].Index];
        }

        places.Sort(rest);
        ArrayPool<int>.Shared.Return(buffer);
    }
}
