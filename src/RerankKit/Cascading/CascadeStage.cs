namespace RerankKit;

/// <summary>One stage of a cascade: a reranker, and how many of its best candidates go on.</summary>
/// <param name="reranker">Scores what the stage before let through.</param>
public sealed class CascadeStage(IReranker reranker)
{
    /// <summary>Scores what the stage before let through.</summary>
    public IReranker Reranker { get; } = reranker ?? throw new ArgumentNullException(nameof(reranker));

    /// <summary>The stage's name in traces.</summary>
    /// <value>Default <c>stage-1</c>, <c>stage-2</c>, ... by position.</value>
    public string? Name { get; init; }

    /// <summary>How many of the stage's best candidates go on to the next one. The last stage's is not used.</summary>
    /// <value>1 or more; default 20.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Keep { get; init => field = Allow.AtLeast(value, 1); } = 20;

    /// <summary>
    /// Ends the cascade after this stage when it says so of the stage's response: its ranking is sure enough. Null never ends early.
    /// </summary>
    public Func<RerankResponse, bool>? ExitEarly { get; init; }
}
