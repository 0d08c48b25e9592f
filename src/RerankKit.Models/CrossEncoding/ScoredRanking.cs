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
        RerankResult[] results = ArrayPool<RerankResult>.Shared.Rent(request.Count);
        for (int i = 0; i < request.Count; i++)
        {
            results[i] = Result(request, i);
        }

        RerankResult[] ranked = RankedResults.Create(results.AsSpan(0, request.Count), candidates, topN);
        ArrayPool<RerankResult>.Shared.Return(results);
        foreach (ref RerankResult result in activation == ScoreActivation.Identity ? [] : ranked.AsSpan())
        {
            if (result.IsScored)
            {
                RerankResult.Rescore(ref result, Activate(result.Score, activation));
            }
        }

        return new(ranked)
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

    private static RerankResult Result(SequenceRequest request, int index)
    {
        double logit = request.Logits[index];
        RerankResult result = double.IsFinite(logit) ? new(index, logit) : RerankResult.Unscored(index, double.IsNaN(logit) ? RerankPlacement.OverBudget : RerankPlacement.Unscored);
        return result with { TokenCount = request.IsWritten(index) ? request.Length(index) : null, IsTruncated = request.IsTruncated(index) };
    }

    private static double Activate(double logit, ScoreActivation activation) =>
        activation == ScoreActivation.Sigmoid ? 1 / (1 + Math.Exp(-logit)) : Math.Tanh(logit);
}
