namespace RerankKit;

/// <summary>Asks which passage of a small set is the most relevant, and sorts by heap: the top few places for few tokens per question.</summary>
/// <remarks>
/// <para>
/// Setwise prompting (Zhuang et al., SIGIR 2024). The heap has <see cref="SetSize"/> - 1 children per node, so that one question decides between a node and all its
/// children. Candidates beyond <see cref="TopK"/> keep the first stage's order as <see cref="RerankPlacement.EarlierStage"/>.
/// </para>
/// <para>
/// Questions for n candidates, k = min(TopK, TopN) places and c = SetSize - 1 children: building the heap takes at most the sum over j = 1, 2, ... of
/// ceil((n - s) / c^j) with s = (c^j - 1) / (c - 1), about n / (c - 1); the places take at most (k - 1) * floor(log_c((c - 1) * n)). 100 candidates, 10 places, sets
/// of 4: at most 49 + 36 = 85.
/// </para>
/// </remarks>
public sealed record SetwiseChatMethod : ChatRerankMethod
{
    /// <summary>Makes the method with sets of 4 and 10 places.</summary>
    public SetwiseChatMethod()
        : base("setwise", ChatRerankPrompts.Setwise, RerankScoreKind.RankOnly)
    {
    }

    /// <summary>How many passages one question shows.</summary>
    /// <value>3 or more passages; default 4.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 3.</exception>
    public int SetSize
    {
        get;
        init => field = Allow.AtLeast(value, 3, "3 or more passages; for 2 there is PairwiseChatMethod");
    } = 4;

    /// <summary>How many places are settled. A smaller <see cref="RerankOptions.TopN"/> settles fewer.</summary>
    /// <value>1 or more places; default 10.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int TopK { get; init => field = Allow.AtLeast(value, 1, "1 or more places"); } = 10;

    internal override string Describe() => Invariant($"set={SetSize};top={TopK}");

    internal override Task<RerankResult[]> RankAsync(ChatRun run) =>
        new HeapRanking(run, SetSize - 1, Math.Min(TopK, run.TopN ?? int.MaxValue), questionsPerChoice: 1, members => run.ChooseAsync(this, members)).RankAsync();
}
