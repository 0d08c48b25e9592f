using System.Text.Json.Serialization;

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

    /// <summary>The reasons, each in a few words for a person to read; empty when the decision says it all.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>All <see cref="Reasons"/> in one line; null when there are none. To set it is to give one reason.</summary>
    [JsonIgnore] // Reasons say the same, and one line would be read back as one reason
    public string? Reason
    {
        get => Reasons.Count switch
        {
            0 => null,
            1 => Reasons[0],
            _ => string.Join("; ", Reasons),
        };
        init => Reasons = value is null ? [] : [value];
    }

    /// <summary>Whether another stage says the same, its reasons compared one by one.</summary>
    /// <param name="other">The stage to compare with.</param>
    /// <returns>True when everything is equal.</returns>
    public bool Equals(RerankStage? other) =>
        other is not null
        && Name == other.Name
        && Decision == other.Decision
        && CandidatesIn == other.CandidatesIn
        && CandidatesScored == other.CandidatesScored
        && Duration == other.Duration
        && Reasons.SequenceEqual(other.Reasons);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Decision, CandidatesIn, CandidatesScored, Duration, Reasons.Count);
}
