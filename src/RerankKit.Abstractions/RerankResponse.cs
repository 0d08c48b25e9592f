using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace RerankKit;

/// <summary>A ranking, and what happened on the way to it. Immutable: one response may be handed to several callers.</summary>
public class RerankResponse
{
    /// <summary>Makes a response.</summary>
    /// <param name="results">The ranking, best first. The caller does not change the list afterwards.</param>
    [JsonConstructor]
    public RerankResponse(IReadOnlyList<RerankResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        Results = results;
    }

    /// <summary>Makes a response that differs from another in its results only.</summary>
    /// <param name="other">The response to take everything else from.</param>
    /// <param name="results">The ranking, best first.</param>
    public RerankResponse(RerankResponse other, IReadOnlyList<RerankResult> results)
        : this(results)
    {
        ArgumentNullException.ThrowIfNull(other);
        ScoreKind = other.ScoreKind;
        ModelId = other.ModelId;
        Usage = other.Usage;
        Stages = other.Stages;
        QueryTruncation = other.QueryTruncation;
        AbandonedCalls = other.AbandonedCalls;
        Answerable = other.Answerable;
        BestProbability = other.BestProbability;
        AdditionalProperties = other.AdditionalProperties;
    }

    /// <summary>A response without results, for a call without candidates.</summary>
    public static RerankResponse Empty { get; } = new([]);

    /// <summary>The ranking, best first.</summary>
    public IReadOnlyList<RerankResult> Results { get; }

    /// <summary>What the scores are.</summary>
    public RerankScoreKind ScoreKind { get; init; }

    /// <summary>The model that scored; null when it has no name.</summary>
    public string? ModelId { get; init; }

    /// <summary>Tokens and other units that the call used; null when the reranker does not report them.</summary>
    public UsageDetails? Usage { get; init; }

    /// <summary>
    /// How many calls or requests were sent and not waited for to their end, because the time was over. They may have to be paid for, so usage budgets count
    /// them; <see cref="Usage"/> does not, because nobody knows what they used.
    /// </summary>
    public int AbandonedCalls { get; init; }

    /// <summary>What each stage of the pipeline did, outermost first.</summary>
    public IReadOnlyList<RerankStage> Stages { get; init; } = [];

    /// <summary>Whether anything here is relevant: false means that the best candidate is hardly so, and that "nothing found" is the better answer. Null where nobody judged.</summary>
    /// <remarks>Says <c>UseCalibration</c>, by a threshold that was fitted on labelled queries or set.</remarks>
    public bool? Answerable { get; init; }

    /// <summary>The calibrated probability that the best candidate is relevant; null where nothing was calibrated.</summary>
    public double? BestProbability { get; init; }

    /// <summary>How much of the query was read, where it was longer than the model reads; null where the whole of it was, or the reranker does not say.</summary>
    /// <remarks>Where several models or several requests answered (a cascade, chunks, the cache), the one that read the least of it. That a document was cut is said by its result.</remarks>
    public QueryTruncation? QueryTruncation { get; init; }

    /// <summary>Whether the query was cut to fit the model. What was cut off changed no score.</summary>
    public bool IsQueryTruncated => QueryTruncation is not null;

    /// <summary>Whatever else a provider reports.</summary>
    public AdditionalPropertiesDictionary? AdditionalProperties { get; init; }
}
