namespace RerankKit;

/// <summary>Shows the model a window of passages and asks for their order; the window slides from the end of the list to its head.</summary>
/// <remarks>
/// <para>
/// The protocol of RankGPT (Sun et al., EMNLP 2023): the best of one window flow into the next, so that one pass brings the best
/// <see cref="WindowSize"/> - <see cref="Step"/> passages to the head. A list that fits into one window is one question, and the window at the head always
/// begins at the first candidate.
/// </para>
/// <para>Questions per pass over n candidates: 1 where n is at most <see cref="WindowSize"/>, else ceil((n - WindowSize) / Step) + 1. 100 candidates: 9.</para>
/// </remarks>
public sealed record ListwiseChatMethod : ChatRerankMethod
{
    /// <summary>Makes the method with a window of 20 that moves by 10.</summary>
    public ListwiseChatMethod()
        : base("listwise", ChatRerankPrompts.Listwise, RerankScoreKind.RankOnly)
    {
    }

    /// <summary>How many passages one question shows.</summary>
    /// <value>2 or more passages; default 20.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 2.</exception>
    public int WindowSize { get; init => field = Allow.AtLeast(value, 2, "2 or more passages"); } = 20;

    /// <summary>By how many passages the window moves.</summary>
    /// <value>1 or more, and less than <see cref="WindowSize"/> so that passages can move up; default 10.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Step { get; init => field = Allow.AtLeast(value, 1, "1 or more passages"); } = 10;

    /// <summary>How often the window goes over the list at most. A pass that changes nothing is the last.</summary>
    /// <value>1 or more; default 1. Each pass settles <see cref="WindowSize"/> - <see cref="Step"/> further places.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Passes { get; init => field = Allow.AtLeast(value, 1); } = 1;

    internal override string Describe()
    {
        if (Step >= WindowSize)
        {
            throw new ArgumentException(
                Invariant($"Step is {Step} with a WindowSize of {WindowSize}: windows would not overlap. Make the step smaller than the window."));
        }

        return Invariant($"window={WindowSize};step={Step};passes={Passes}");
    }

    internal override Task<RerankResult[]> RankAsync(ChatRun run) => new ListwiseRanking(this, run).RankAsync();
}
