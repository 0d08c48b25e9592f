namespace RerankKit;

/// <summary>Measures the gap between rank 1 and rank k of the first stage.</summary>
internal static class ScoreGap
{
    /// <summary>The gap in the unit of the mode; null where a candidate has no first-stage score or the gap means nothing.</summary>
    public static double? Measure(IReadOnlyList<RerankCandidate> candidates, ScoreGapMode mode, int rank)
    {
        if (candidates.Count < 2)
        {
            return null;
        }

        ReadOnlySpan<RerankCandidate> span = ListSpan.Of(candidates);
        rank = Math.Min(rank, span.Length);
        double first = double.NegativeInfinity;
        double previous = double.PositiveInfinity;
        double sum = 0;
        bool sorted = true;
        for (int i = 0; i < span.Length; i++)
        {
            if (!FirstStageOrder.TryGetScore(in span[i], out double score))
            {
                return null;
            }

            sorted &= score <= previous;
            previous = score;
            first = Math.Max(first, score);
            sum += score;
        }

        int[]? order = sorted ? null : FirstStageOrder.Of(candidates);
        double gap = first - span[order is null ? rank - 1 : order[rank - 1]].Score.GetValueOrDefault();
        double unit = mode switch
        {
            ScoreGapMode.Relative => Math.Abs(first),
            ScoreGapMode.ZScore => StandardDeviation(span, sum / span.Length),
            _ => 1,
        };
        gap /= unit;
        return double.IsFinite(gap) ? gap : null;
    }

    private static double StandardDeviation(ReadOnlySpan<RerankCandidate> candidates, double mean)
    {
        double squares = 0;
        for (int i = 0; i < candidates.Length; i++)
        {
            double difference = candidates[i].Score.GetValueOrDefault() - mean;
            squares += difference * difference;
        }

        return Math.Sqrt(squares / candidates.Length);
    }
}
