using System.Buffers;

namespace RerankKit.Authoring;

/// <summary>The order in which the first stage would present the candidates.</summary>
public static class FirstStageOrder
{
    /// <summary>The candidate's first-stage score where it is a finite number.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="score">Its score.</param>
    /// <returns>False where it has none, or one that is not finite.</returns>
    public static bool TryGetScore(in RerankCandidate candidate, out double score)
    {
        score = candidate.Score.GetValueOrDefault();
        return candidate.Score.HasValue && double.IsFinite(score);
    }

    /// <summary>The candidates' positions by first-stage score, best first, those without a score last in input order.</summary>
    /// <param name="candidates">The candidates of a call.</param>
    /// <returns>The positions; null when the candidates stand in that order, as they usually do.</returns>
    public static int[]? Of(IReadOnlyList<RerankCandidate> candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ReadOnlySpan<RerankCandidate> span = ListSpan.Of(candidates);
        if (IsInputOrder(span))
        {
            return null;
        }

        double[] buffer = ArrayPool<double>.Shared.Rent(span.Length);
        Span<double> scores = buffer.AsSpan(0, span.Length);
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = TryGetScore(in span[i], out double score) ? score : double.NegativeInfinity;
        }

        int[] order = new int[span.Length];
        StableOrder.Descending(scores, order);
        ArrayPool<double>.Shared.Return(buffer);
        return order;
    }

    private static bool IsInputOrder(ReadOnlySpan<RerankCandidate> candidates)
    {
        double previous = double.PositiveInfinity;
        for (int i = 0; i < candidates.Length; i++)
        {
            double current = TryGetScore(in candidates[i], out double score) ? score : double.NegativeInfinity;
            if (current > previous)
            {
                return false;
            }

            previous = current;
        }

        return true;
    }
}
