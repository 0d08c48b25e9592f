using System.Buffers;

namespace RerankKit.Authoring;

/// <summary>Makes the ranking of a response out of what became of each candidate.</summary>
public static class RankedResults
{
    /// <summary>The scored candidates by score, best first and equal ones in their own order, then the others in first-stage order.</summary>
    /// <param name="results">
    /// One result per candidate and in their order: <c>new(i, score)</c>, or <see cref="RerankResult.Unscored"/> where there is no score. One whose score is
    /// not finite counts as not scored.
    /// </param>
    /// <param name="candidates">The candidates of the call.</param>
    /// <param name="topN">How many results; null for all.</param>
    /// <returns>The ranking, as <see cref="IReranker"/> promises it.</returns>
    /// <exception cref="ArgumentException">There are not as many results as candidates, or one has another index than its place.</exception>
    public static RerankResult[] Create(ReadOnlySpan<RerankResult> results, IReadOnlyList<RerankCandidate> candidates, int? topN)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        int count = candidates.Count;
        if (results.Length != count)
        {
            throw new ArgumentException($"There are {results.Length} results for {count} candidates; give one for each.", nameof(results));
        }

        int[] buffer = ArrayPool<int>.Shared.Rent(2 * count);
        double[] scores = ArrayPool<double>.Shared.Rent(count);
        Span<int> scored = buffer.AsSpan(0, count);
        int scoredCount = 0;
        for (int i = 0; i < count; i++)
        {
            ref readonly RerankResult result = ref results[i];
            if (result.Index != i)
            {
                throw new ArgumentException($"Result {i} is for candidate {result.Index}; give the results in the candidates' order.", nameof(results));
            }

            if (IsUsable(in result))
            {
                scored[scoredCount] = i;
                scores[scoredCount++] = result.Score;
            }
        }

        Span<int> order = buffer.AsSpan(count, scoredCount);
        StableOrder.Descending(scores.AsSpan(0, scoredCount), order);
        var ranked = new RerankResult[Math.Min(count, topN ?? int.MaxValue)];
        int filled = Math.Min(scoredCount, ranked.Length);
        for (int rank = 0; rank < filled; rank++)
        {
            ranked[rank] = results[scored[order[rank]]];
        }

        ArrayPool<double>.Shared.Return(scores);
        ArrayPool<int>.Shared.Return(buffer);
        AppendUnscored(results, candidates, ranked, filled);
        return ranked;
    }

    private static bool IsUsable(in RerankResult result) => result.IsScored && double.IsFinite(result.Score);

    private static void AppendUnscored(ReadOnlySpan<RerankResult> results, IReadOnlyList<RerankCandidate> candidates, RerankResult[] ranked, int filled)
    {
        if (filled == ranked.Length)
        {
            return;
        }

        int[]? order = FirstStageOrder.Of(candidates);
        for (int place = 0; filled < ranked.Length; place++)
        {
            RerankResult result = results[order is null ? place : order[place]];
            if (!IsUsable(in result))
            {
                ranked[filled++] = result.IsScored ? result with { Score = 0, RawScore = null, Placement = RerankPlacement.Unscored } : result with { Score = 0 };
            }
        }
    }
}
