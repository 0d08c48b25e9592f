using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RerankKit;

/// <summary>One place in a ranking.</summary>
/// <remarks>
/// A result whose <see cref="IsScored"/> is false stands in first-stage order behind the scored ones; its
/// <see cref="Score"/> is then 0 and means nothing, except where the whole response is in first-stage order
/// (<see cref="RerankScoreKind.FirstStage"/>), where it is the first stage's own score.
/// </remarks>
/// <param name="Index">The candidate's index in the caller's list, from 0.</param>
/// <param name="Score">The score, higher is better. What the number is says <see cref="RerankResponse.ScoreKind"/>.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RerankResult(int Index, double Score)
{
    private readonly int _tokenCount;
    private readonly double _rawScore;
    private readonly bool _hasRawScore;

    private readonly double _score = Score;

    /// <summary>The score, higher is better. What the number is says <see cref="RerankResponse.ScoreKind"/>.</summary>
    public double Score
    {
        get => _score;
        init => _score = value;
    }

    /// <summary>Where this position came from.</summary>
    public RerankPlacement Placement { get; init; }

    /// <summary>Whether <see cref="Score"/> is the reranker's own, from this call, from the cache or from an earlier turn of the conversation.</summary>
    public bool IsScored => Placement is RerankPlacement.Scored or RerankPlacement.Cached or RerankPlacement.Reused;

    /// <summary>The reranker's number before an activation, a blend or a boost changed it; null when nothing did.</summary>
    public double? RawScore
    {
        get => _hasRawScore ? _rawScore : null;
        init => (_hasRawScore, _rawScore) = (value.HasValue, value.GetValueOrDefault());
    }

    /// <summary>Tokens of the pair that the model read; null when the reranker does not count tokens.</summary>
    public int? TokenCount
    {
        get => _tokenCount == 0 ? null : _tokenCount - 1;
        init => _tokenCount = value.HasValue ? value.GetValueOrDefault() + 1 : 0;
    }

    /// <summary>Whether the document was cut to fit the model.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Whether only a part of the document was scored, because the time was over. Such a score is not cached.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Gives a result that nobody else holds another score; the one before becomes the raw score where there was none.</summary>
    internal static void Rescore(ref RerankResult result, double score)
    {
        // In place: a copy of 32 bytes read back right after its fields were written stalls the processor.
        if (!result._hasRawScore)
        {
            Unsafe.AsRef(in result._rawScore) = result._score;
            Unsafe.AsRef(in result._hasRawScore) = true;
        }

        Unsafe.AsRef(in result._score) = score;
    }

    /// <summary>Makes the result of a candidate that has no score.</summary>
    /// <param name="index">The candidate's index in the caller's list.</param>
    /// <param name="placement">Why it has none.</param>
    /// <returns>A result with score 0.</returns>
    public static RerankResult Unscored(int index, RerankPlacement placement) => new(index, 0) { Placement = placement };
}
