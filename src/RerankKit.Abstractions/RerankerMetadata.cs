namespace RerankKit;

/// <summary>What is known of a reranker without calling it.</summary>
public class RerankerMetadata
{
    /// <summary>Makes metadata.</summary>
    /// <param name="providerName">Who scores, for example <c>lexical</c> or <c>onnx</c>. It becomes part of cache keys and metric tags.</param>
    public RerankerMetadata(string providerName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(providerName);
        ProviderName = providerName;
    }

    /// <summary>Makes metadata that differ from others in what the initializer sets.</summary>
    /// <param name="other">The metadata to take everything else from.</param>
    public RerankerMetadata(RerankerMetadata other)
    {
        ArgumentNullException.ThrowIfNull(other);
        ProviderName = other.ProviderName;
        ProviderUri = other.ProviderUri;
        DefaultModelId = other.DefaultModelId;
        Revision = other.Revision;
        ScoreKind = other.ScoreKind;
        IsPointwise = other.IsPointwise;
        ReadsMoreThanText = other.ReadsMoreThanText;
        KeepsTimeBudget = other.KeepsTimeBudget;
        TimeBudget = other.TimeBudget;
        MaxCandidates = other.MaxCandidates;
    }

    /// <summary>Who scores.</summary>
    public string ProviderName { get; }

    /// <summary>Where it is served; null when it runs in this process.</summary>
    public Uri? ProviderUri { get; init; }

    /// <summary>The model used when a call names none; null when there is no such thing as a model.</summary>
    public string? DefaultModelId { get; init; }

    /// <summary>The model's revision, or whatever else changes when its scores do. It becomes part of cache keys.</summary>
    public string? Revision { get; init; }

    /// <summary>What its scores are.</summary>
    public RerankScoreKind ScoreKind { get; init; }

    /// <summary>Whether each pair is scored on its own, so that a list may be split, cached by pair and scored in parts.</summary>
    /// <value>True, the default, for cross-encoders and their like; false for rerankers that read the whole list at once.</value>
    public bool IsPointwise { get; init; } = true;

    /// <summary>Whether scores depend on more of a candidate than its text, for example on its <see cref="RerankCandidate.Item"/>.</summary>
    /// <value>False by default. True keeps its scores out of caches, which know candidates by their texts.</value>
    public bool ReadsMoreThanText { get; init; }

    /// <summary>Whether it keeps <see cref="RerankOptions.TimeBudget"/> by itself.</summary>
    public bool KeepsTimeBudget { get; init; }

    /// <summary>
    /// The time budget that it keeps in every call, whatever the call's own. Whatever waits outside of it (a cache, a failed attempt) takes its time from this
    /// budget and hands on what is left.
    /// </summary>
    /// <value>Null, the default, where the budget is each call's.</value>
    public TimeSpan? TimeBudget { get; init; }

    /// <summary>How many candidates one call may carry; null when there is no limit.</summary>
    public int? MaxCandidates { get; init; }
}
