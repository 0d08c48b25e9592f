using System.Buffers;
using Microsoft.Extensions.AI;

namespace RerankKit.Models;

/// <summary>Makes the response of a call out of its logits.</summary>
internal static class ScoredRanking
{
    /// <summary>Ranks by logit; what has none follows in first-stage order.</summary>
    /// <param name="request">The sequences with their logits.</param>
    /// <param name="candidates">The candidates.</param>
    /// <param name="activation">Applied after the ranking, in double.</param>
    /// <param name="topN">How many results; null for all.</param>
    public static RerankResponse Create(
        SequenceRequest request, IReadOnlyList<RerankCandidate> candidates, ScoreActivation activation, int? topN)
    {
        int count = request.Count;
        double[] logits = ArrayPool<double>.Shared.Rent(count);
        int[] buffer = ArrayPool<int>.Shared.Rent(2 * count);
        Span<int> scored = buffer.AsSpan(0, count);
        int scoredCount = 0;
        for (int i = 0; i < count; i++)
        {
            if (double.IsFinite(request.Logits[i]))
            {
                logits[scoredCount] = request.Logits[i];
                scored[scoredCount++] = i;
            }
        }

        Span<int> order = buffer.AsSpan(count, scoredCount);
        StableOrder.Descending(logits.AsSpan(0, scoredCount), order);
        var results = new RerankResult[Math.Min(count, topN ?? int.MaxValue)];
        int filled = Math.Min(scoredCount, results.Length);
        for (int rank = 0; rank < filled; rank++)
        {
            results[rank] = Result(request, scored[order[rank]], activation);
        }

        if (filled < results.Length)
        {
            AppendUnscored(request, candidates, results.AsSpan(filled));
        }

        ArrayPool<double>.Shared.Return(logits);
        ArrayPool<int>.Shared.Return(buffer);
        return new(results)
        {
            ScoreKind = KindOf(activation),
            Usage = new UsageDetails { InputTokenCount = request.TokenCount, TotalTokenCount = request.TokenCount },
        };
    }

    /// <summary>What the activation makes of a logit.</summary>
    public static RerankScoreKind KindOf(ScoreActivation activation) => activation switch
    {
        ScoreActivation.Identity => RerankScoreKind.Logit,
        ScoreActivation.Sigmoid => RerankScoreKind.Probability,
        _ => RerankScoreKind.Similarity,
    };

    /// <summary>Adds what happened: the model, how many were scored and cut, and why some were not.</summary>
    public static RerankResponse Describe(
        RerankResponse response, SequenceRequest request, QueryTruncation? queryTruncation, string stage, string modelId, TimeSpan elapsed)
    {
        int scored = 0;
        int overBudget = 0;
        int truncated = 0;
        for (int i = 0; i < request.Count; i++)
        {
            double logit = request.Logits[i];
            scored += double.IsFinite(logit) ? 1 : 0;
            overBudget += double.IsNaN(logit) ? 1 : 0;
            truncated += request.IsTruncated(i) ? 1 : 0;
        }

        int unusable = request.Count - scored - overBudget;
        return new(response, response.Results)
        {
            ModelId = modelId,
            QueryTruncation = queryTruncation,
            Stages =
            [
                new(stage, scored == request.Count ? "scored" : scored == 0 ? "not-scored" : "cut")
                {
                    CandidatesIn = request.Count,
                    CandidatesScored = scored,
                    Duration = elapsed,
                    Reasons = Reasons(unusable, overBudget == 0 ? null : NoTime(request, overBudget, scored), truncated, queryTruncation),
                },
            ],
        };
    }

    // What a pair takes tells whoever scored nothing which budget would be one.
    private static string NoTime(SequenceRequest request, int overBudget, int scored)
    {
        string none = Invariant($"There was no time for {overBudget} of {request.Count} candidates");
        return scored == 0 && request.Cost is (int tokens, TimeSpan time)
            ? Invariant($"{none}; one of {tokens} tokens takes about {time.TotalMilliseconds:F0} ms.")
            : none + ".";
    }

    private static string[] Reasons(int unusable, string? noTime, int truncated, QueryTruncation? queryTruncation)
    {
        if ((unusable | truncated) == 0 && noTime is null && queryTruncation is null)
        {
            return [];
        }

        string?[] reasons =
        [
            unusable == 0 ? null : Invariant($"For {unusable} pairs the model's output is not a number: it overflows its number format."),
            noTime,
            truncated == 0 ? null : Invariant($"{truncated} documents were cut to fit the model."),
            queryTruncation?.ToString(),
        ];
        return [.. reasons.OfType<string>()];
    }

    private static RerankResult Result(SequenceRequest request, int index, ScoreActivation activation)
    {
        double logit = request.Logits[index];
        var result = new RerankResult(index, Activate(logit, activation))
        {
            TokenCount = request.Length(index),
            IsTruncated = request.IsTruncated(index),
        };
        return activation == ScoreActivation.Identity ? result : result with { RawScore = logit };
    }

    private static double Activate(double logit, ScoreActivation activation) => activation switch
    {
        ScoreActivation.Identity => logit,
        ScoreActivation.Sigmoid => 1 / (1 + Math.Exp(-logit)),
        _ => Math.Tanh(logit),
    };

    private static void AppendUnscored(SequenceRequest request, IReadOnlyList<RerankCandidate> candidates, Span<RerankResult> results)
    {
        int[]? order = FirstStageOrder.Of(candidates);
        int next = 0;
        for (int i = 0; i < candidates.Count && next < results.Length; i++)
        {
            int index = order is null ? i : order[i];
            double logit = request.Logits[index];
            if (!double.IsFinite(logit))
            {
                RerankPlacement missing = double.IsNaN(logit) ? RerankPlacement.OverBudget : RerankPlacement.Unscored;
                results[next++] = RerankResult.Unscored(index, missing) with { TokenCount = request.IsWritten(index) ? request.Length(index) : null, IsTruncated = request.IsTruncated(index) };
            }
        }
    }
}
