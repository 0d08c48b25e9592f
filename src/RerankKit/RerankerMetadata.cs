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

    /// <summary>Whether it keeps <see cref="RerankOptions.TimeBudget"/> by itself.</summary>
    public bool KeepsTimeBudget { get; init; }

    /// <summary>How many candidates one call may carry; null when there is no limit.</summary>
    public int? MaxCandidates { get; init; }
}
