using System.Buffers;
using System.Numerics;

namespace RerankKit;

/// <summary>Fuses the reranker's score with the first stage's, so that what both find relevant stands first.</summary>
/// <remarks>
/// Only candidates that the reranker scored take part; the others keep their places behind them. Where one of them has no
/// first-stage score the ranking stays as it is, unless the normalisation is by rank. The result's kind is
/// <see cref="RerankScoreKind.Fused"/>; the reranker's own score stands in <see cref="RerankResult.RawScore"/>.
/// </remarks>
/// <param name="innerReranker">The reranker that scores.</param>
/// <param name="options">Weight and normalisation; null for the defaults.</param>
/// <param name="timeProvider">Measures the stage's time; null for the system's clock.</param>
public sealed class BlendReranker(IReranker innerReranker, BlendOptions? options = null, TimeProvider? timeProvider = null) : DelegatingReranker(innerReranker)
{
    private const string StageName = "blend";
    private readonly BlendOptions _options = (options ?? new()).Clone();
    private readonly TimeProvider _timeProvider = timeProvider ?? TimeProvider.System;

    /// <inheritdoc/>
    protected override async Task<RerankResponse> RerankCoreAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options,
        CancellationToken cancellationToken)
    {
        RerankResponse response = await InnerReranker
            .RerankAsync(query, candidates, options.WithoutTopN(), cancellationToken)
            .ConfigureAwait(false);
        return Blend(response, candidates, options?.TopN);
    }

    private RerankResponse Blend(RerankResponse response, IReadOnlyList<RerankCandidate> candidates, int? topN)
    {
        var timer = StageTimer.Start(_timeProvider);
        using var rescoring = new Rescoring(response);
        int scored = rescoring.Scores.Length;
        bool blended = scored > 0 && TryBlend(rescoring.Results, candidates, rescoring.Scores);
        return response.WithStage(
            blended ? rescoring.Rank(topN) : Head(response.Results, topN),
            blended ? RerankScoreKind.Fused : response.ScoreKind,
            new(StageName, blended ? "blended" : scored == 0 ? "not-applied" : "no-scores")
            {
                CandidatesIn = candidates.Count,
                CandidatesScored = scored,
                Duration = timer.Elapsed,
            });
    }

    private bool TryBlend(ReadOnlySpan<RerankResult> results, IReadOnlyList<RerankCandidate> candidates, Span<double> scores)
    {
        double[] buffer = ArrayPool<double>.Shared.Rent(scores.Length);
        try
        {
            Span<double> firstStage = buffer.AsSpan(0, scores.Length);
            if (_options.Normalization == ScoreNormalization.Rank)
            {
                RanksOfFirstStage(results, candidates, firstStage);
                for (int i = 0; i < scores.Length; i++)
                {
                    scores[i] = ScoreNormalizer.OfRank(i + 1, scores.Length);
                }
            }
            else
            {
                ReadOnlySpan<RerankCandidate> span = ListSpan.Of(candidates);
                for (int i = 0; i < firstStage.Length; i++)
                {
                    if (!FirstStageOrder.TryGetScore(in span[results[i].Index], out firstStage[i]))
                    {
                        return false;
                    }
                }

                ScoreNormalizer.Normalize(firstStage, _options.Normalization, "first stage");
                ScoreNormalizer.Normalize(scores, _options.Normalization, "reranker");
            }

            Mix(scores, firstStage, _options.Weight);
            return true;
        }
        finally
        {
            ArrayPool<double>.Shared.Return(buffer);
        }
    }

    private static void Mix(Span<double> scores, ReadOnlySpan<double> firstStage, double weight)
    {
        int i = 0;
        for (; i <= scores.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> mixed = (weight * new Vector<double>(scores[i..])) + ((1 - weight) * new Vector<double>(firstStage[i..]));
            mixed.CopyTo(scores[i..]);
        }

        for (; i < scores.Length; i++)
        {
            scores[i] = (weight * scores[i]) + ((1 - weight) * firstStage[i]);
        }
    }

    // Ranks among the scored candidates only: the others have no part in the blend.
    private static void RanksOfFirstStage(ReadOnlySpan<RerankResult> results, IReadOnlyList<RerankCandidate> candidates, Span<double> ranks)
    {
        int[] position = new int[candidates.Count];
        position.AsSpan().Fill(-1);
        for (int i = 0; i < ranks.Length; i++)
        {
            position[results[i].Index] = i;
        }

        int[]? order = FirstStageOrder.Of(candidates);
        int rank = 0;
        for (int i = 0; i < candidates.Count; i++)
        {
            int scored = position[order is null ? i : order[i]];
            if (scored >= 0)
            {
                ranks[scored] = ScoreNormalizer.OfRank(++rank, ranks.Length);
            }
        }
    }

    private static IReadOnlyList<RerankResult> Head(IReadOnlyList<RerankResult> results, int? topN) =>
        topN < results.Count ? [.. results.Take(topN.Value)] : results;
}
