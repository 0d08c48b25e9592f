namespace RerankKit;

/// <summary>The way from candidates into a fusion and back.</summary>
public static class FusedRankingExtensions
{
    /// <summary>Makes a list for <see cref="RankFusion"/> of candidates, best first. It has scores when every candidate has one.</summary>
    /// <param name="candidates">The candidates, each with a text.</param>
    /// <param name="name">What the list is called, for example <c>bm25</c>.</param>
    /// <returns>The list.</returns>
    /// <exception cref="ArgumentException">The name is blank, a candidate has no text, or a score is not finite.</exception>
    public static FusionList<RerankCandidate> AsFusionList(this IReadOnlyList<RerankCandidate> candidates, string name)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        RerankArguments.CheckTexts(candidates);
        RerankCandidate[] keys = [.. candidates];
        double[]? scores = Array.TrueForAll(keys, static key => key.Score.HasValue) ? Array.ConvertAll(keys, static key => key.Score.GetValueOrDefault()) : null;
        return FusionList<RerankCandidate>.Owning(name, keys, scores);
    }

    /// <summary>Makes candidates for a reranker: the fused score is the first-stage score.</summary>
    /// <param name="ranking">A fusion of candidates.</param>
    /// <param name="topN">How many to make, from the top; 1 or more, or null for all.</param>
    /// <returns>
    /// The candidates, best first, each with id and text of the first list that holds it, and with the item of the first such list
    /// that has one.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="topN"/> is less than 1.</exception>
    public static RerankCandidate[] ToCandidates(this FusedRanking<RerankCandidate> ranking, int? topN = null)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        return [.. Enumerable.Range(0, CountOf(ranking, topN)).Select(i => Merge(ranking, i))];
    }

    /// <summary>Makes candidates for a reranker of fused keys: the fused score is the first-stage score.</summary>
    /// <typeparam name="TKey">What identifies an item.</typeparam>
    /// <param name="ranking">A fusion of keys.</param>
    /// <param name="candidate">Gives the candidate of a key: its text, id and item.</param>
    /// <param name="topN">How many to make, from the top; 1 or more, or null for all.</param>
    /// <returns>The candidates, best first.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="topN"/> is less than 1.</exception>
    public static RerankCandidate[] ToCandidates<TKey>(this FusedRanking<TKey> ranking, Func<TKey, RerankCandidate> candidate, int? topN = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(ranking);
        ArgumentNullException.ThrowIfNull(candidate);
        return [.. Enumerable.Range(0, CountOf(ranking, topN)).Select(i => candidate(ranking.KeyAt(i)) with { Score = ranking.ScoreAt(i) })];
    }

    private static int CountOf<TKey>(FusedRanking<TKey> ranking, int? topN)
        where TKey : notnull =>
        topN is < 1 ? throw Throw.OutOfRange(topN, "1 or more, or null for all", nameof(topN)) : Math.Min(ranking.Count, topN ?? int.MaxValue);

    private static RerankCandidate Merge(FusedRanking<RerankCandidate> ranking, int index)
    {
        RerankCandidate? merged = null;
        ReadOnlySpan<int> ranks = ranking.RanksAt(index);
        for (int list = 0; list < ranks.Length; list++)
        {
            if (ranks[list] > 0)
            {
                RerankCandidate candidate = ranking.KeyInList(list, ranks[list]);
                merged = merged is { } first ? first with { Item = first.Item ?? candidate.Item } : candidate;
            }
        }

        return merged.GetValueOrDefault() with { Score = ranking.ScoreAt(index) };
    }
}
