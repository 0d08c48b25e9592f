namespace RerankKit;

/// <summary>Asks which of two passages is more relevant, in both orders, because models favour a place.</summary>
/// <remarks>
/// <para>
/// Pairwise ranking prompting (Qin et al., NAACL 2024). Where both orders agree the passage has won; where they do not, or an answer cannot be read, each has half
/// a win, and of two equal ones the first stage's better one stands first. With <see cref="PairwiseSorting.HeapSort"/>, candidates beyond
/// <see cref="TopK"/> keep the first stage's order as <see cref="RerankPlacement.EarlierStage"/>.
/// </para>
/// <para>
/// Questions for n candidates: n * (n - 1) with <see cref="PairwiseSorting.AllPairs"/>; at most 4 * (n - 1) + 4 * (k - 1) * floor(log2(n)) with
/// <see cref="PairwiseSorting.HeapSort"/> and k = min(TopK, TopN) places. No pair is asked about twice.
/// </para>
/// </remarks>
public sealed record PairwiseChatMethod : ChatRerankMethod
{
    /// <summary>Makes the method that sorts by heap for 10 places.</summary>
    public PairwiseChatMethod()
        : base("pairwise", ChatRerankPrompts.Pairwise, RerankScoreKind.RankOnly)
    {
    }

    /// <summary>Which pairs are compared.</summary>
    /// <value>Default <see cref="PairwiseSorting.HeapSort"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration.</exception>
    public PairwiseSorting Sorting { get; init => field = Allow.Defined(value); }

    /// <summary>How many places a heap sort settles. A smaller <see cref="RerankOptions.TopN"/> settles fewer.</summary>
    /// <value>1 or more places; default 10.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int TopK { get; init => field = Allow.AtLeast(value, 1, "1 or more places"); } = 10;

    internal override string Describe() =>
        Sorting == PairwiseSorting.AllPairs ? "all-pairs" : Invariant($"heap;top={TopK}");

    internal override Task<RerankResult[]> RankAsync(ChatRun run)
    {
        var comparisons = new PairComparisons(this, run);
        return Sorting == PairwiseSorting.AllPairs
            ? new AllPairsRanking(run, comparisons).RankAsync()
            : new HeapRanking(run, 2, Math.Min(TopK, run.TopN ?? int.MaxValue), questionsPerChoice: 4, comparisons.BestOfAsync).RankAsync();
    }
}
