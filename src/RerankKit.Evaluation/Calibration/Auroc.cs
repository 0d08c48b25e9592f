namespace RerankKit.Evaluation;

/// <summary>The area under the ROC curve: how well a score tells two classes apart, whatever the threshold.</summary>
public static class Auroc
{
    /// <summary>The chance that a positive scores higher than a negative, both drawn at random; equal scores count one half.</summary>
    /// <remarks>The Mann-Whitney statistic from mean ranks (Hanley and McNeil, Radiology 1982), exact, in O(n log n).</remarks>
    /// <param name="scores">Finite scores, higher for what is more likely positive.</param>
    /// <param name="outcomes">Which of them are positive, in the order of the scores.</param>
    /// <returns>1 when all positives score above all negatives, 0.5 when the score says nothing; null when one of the classes has nobody.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or a score is NaN or infinite.</exception>
    public static double? Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes)
    {
        LabelledScores.Check(scores, outcomes, nameof(scores));
        double[] sorted = scores.ToArray();
        bool[] positive = outcomes.ToArray();
        Array.Sort(sorted, positive);
        long positives = 0;
        double rankSum = 0;
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            int tied = 0;
            for (end = start; end < sorted.Length && sorted[end] == sorted[start]; end++)
            {
                tied += positive[end] ? 1 : 0;
            }

            // Ranks from 1: those of equal scores are all the mean of start + 1 to end.
            rankSum += tied * (start + 1 + end) / 2.0;
            positives += tied;
        }

        long negatives = sorted.Length - positives;
        return positives == 0 || negatives == 0 ? null : (rankSum - (positives * (positives + 1) / 2.0)) / ((double)positives * negatives);
    }
}
