using System.Buffers;

namespace RerankKit;

/// <summary>Puts cached and new results together into one ranking.</summary>
internal static class CachedRanking
{
    /// <summary>The kind that all scores have.</summary>
    /// <returns>False where they are of several kinds; <paramref name="kind"/> is null where nothing is scored.</returns>
    public static bool TryGetKind(ReadOnlySpan<CachedPair> pairs, out RerankScoreKind? kind)
    {
        kind = null;
        for (int i = 0; i < pairs.Length; i++)
        {
            ref readonly CacheEntry entry = ref pairs[i].Entry;
            if (entry.Result.IsScored)
            {
                kind ??= entry.Kind;
                if (entry.Kind != kind)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>How much of the query was read for the scores, where it was cut for any of them.</summary>
    public static QueryTruncation? QueryTruncationOf(ReadOnlySpan<CachedPair> pairs)
    {
        QueryTruncation? strictest = null;
        for (int i = 0; i < pairs.Length; i++)
        {
            if (pairs[i].Entry.QueryTruncation is { } truncation)
            {
                strictest = QueryTruncation.Strictest(strictest, truncation);
            }
        }

        return strictest;
    }

    /// <summary>The scored ones by score, then the others in first-stage order; cut to <paramref name="topN"/>.</summary>
    public static RerankResult[] ByScore(ReadOnlySpan<CachedPair> pairs, IReadOnlyList<RerankCandidate> candidates, int? topN)
    {
        RerankResult[] buffer = ArrayPool<RerankResult>.Shared.Rent(pairs.Length);
        Span<RerankResult> results = buffer.AsSpan(0, pairs.Length);
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = pairs[i].Entry.Result with { Index = i };
        }

        RerankResult[] ranked = RankedResults.Create(results, candidates, topN);
        ArrayPool<RerankResult>.Shared.Return(buffer);
        return ranked;
    }

    /// <summary>The ranking as the reranker gave it for the whole list; null where the entries are not of one answer.</summary>
    public static RerankResult[]? ByRank(ReadOnlySpan<CachedPair> pairs, int? topN)
    {
        var results = new RerankResult[pairs.Length];
        results.AsSpan().Fill(new(-1, 0));
        for (int i = 0; i < pairs.Length; i++)
        {
            RerankResult result = pairs[i].Entry.Result;
            if (result.Index >= results.Length || results[result.Index].Index >= 0)
            {
                return null;
            }

            results[result.Index] = result with { Index = i };
        }

        for (int rank = 1; rank < results.Length; rank++)
        {
            if (results[rank].IsScored && (!results[rank - 1].IsScored || results[rank].Score > results[rank - 1].Score))
            {
                return null;
            }
        }

        return topN < results.Length ? results[..topN.Value] : results;
    }
}
