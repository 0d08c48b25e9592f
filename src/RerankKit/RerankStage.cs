namespace RerankKit;

/// <summary>What one stage of the pipeline did in one call.</summary>
/// <param name="Name">The stage, for example <c>candidate-cap</c> or <c>cache</c>.</param>
/// <param name="Decision">What it decided, in one low-cardinality word, for example <c>capped</c>, <c>hit</c> or <c>passed</c>.</param>
public sealed record RerankStage(string Name, string Decision)
{
    /// <summary>How many candidates came in.</summary>
    public int CandidatesIn { get; init; }

    /// <summary>How many candidates it scored, or had scored further in.</summary>
    public int CandidatesScored { get; init; }

    /// <summary>Time spent in the stage itself, without the stages further in.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The reason in a few words for a person to read; null when the decision says it all.</summary>
    public string? Reason { get; init; }
}
