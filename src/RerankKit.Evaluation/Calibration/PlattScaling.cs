namespace RerankKit.Evaluation;

/// <summary>Fits a logistic curve to labelled scores.</summary>
/// <remarks>
/// Platt, "Probabilistic outputs for support vector machines" (1999): targets (n₊ + 1) / (n₊ + 2) and 1 / (n₋ + 2) in place of 1 and 0. The minimum is found by
/// Newton's method with backtracking, as Lin, Lin and Weng propose in "A note on Platt's probabilistic outputs" (Machine Learning 68, 2007).
/// </remarks>
internal static class PlattScaling
{
    private const int MaxIterations = 200;
    private const double Ridge = 1e-12;
    private const double SmallestStep = 1e-12;
    private const double SufficientDecrease = 1e-4;

    /// <summary>Slope and intercept of 1 / (1 + exp(−(slope · score + intercept))).</summary>
    public static (double Slope, double Intercept) Fit(ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes)
    {
        // On standard scores, so that steps and stops mean the same whatever the scale.
        double mean = 0;
        foreach (double score in scores)
        {
            mean += score / scores.Length;
        }

        double variance = 0;
        foreach (double score in scores)
        {
            variance += (score - mean) * (score - mean) / scores.Length;
        }

        double deviation = variance > 0 ? Math.Sqrt(variance) : 1;
        double[] standard = new double[scores.Length];
        double[] targets = new double[scores.Length];
        int positives = outcomes.Count(true);
        for (int i = 0; i < scores.Length; i++)
        {
            standard[i] = (scores[i] - mean) / deviation;
            targets[i] = outcomes[i] ? (positives + 1.0) / (positives + 2.0) : 1 / (scores.Length - positives + 2.0);
        }

        double start = Math.Log((positives + 1.0) / (scores.Length - positives + 1.0));
        (double slope, double intercept) = Minimise(standard, targets, start);
        return (slope / deviation, intercept - (slope * mean / deviation));
    }

    private static (double Slope, double Intercept) Minimise(double[] scores, double[] targets, double intercept)
    {
        double slope = 0;
        double loss = Loss(scores, targets, slope, intercept);
        for (int iteration = 0; iteration < MaxIterations; iteration++)
        {
            (double h11, double h12, double h22, double g1, double g2) = Derivatives(scores, targets, slope, intercept);
            double determinant = (h11 * h22) - (h12 * h12);
            double stepSlope = -((h22 * g1) - (h12 * g2)) / determinant;
            double stepIntercept = -((h11 * g2) - (h12 * g1)) / determinant;
            double decrease = (g1 * stepSlope) + (g2 * stepIntercept);
            double size = 1;
            double next = loss;
            while (size >= SmallestStep)
            {
                next = Loss(scores, targets, slope + (size * stepSlope), intercept + (size * stepIntercept));
                if (next < loss + (SufficientDecrease * size * decrease))
                {
                    break;
                }

                size /= 2;
            }

            if (size < SmallestStep || decrease >= 0)
            {
                break;
            }

            (slope, intercept, loss) = (slope + (size * stepSlope), intercept + (size * stepIntercept), next);
        }

        return (slope, intercept);
    }

    private static (double H11, double H12, double H22, double G1, double G2) Derivatives(double[] scores, double[] targets, double slope, double intercept)
    {
        (double h11, double h12, double h22, double g1, double g2) = (Ridge, 0, Ridge, 0, 0);
        for (int i = 0; i < scores.Length; i++)
        {
            double probability = 1 / (1 + Math.Exp(-((slope * scores[i]) + intercept)));
            double weight = probability * (1 - probability);
            double error = probability - targets[i];
            h11 += scores[i] * scores[i] * weight;
            h12 += scores[i] * weight;
            h22 += weight;
            g1 += scores[i] * error;
            g2 += error;
        }

        return (h11, h12, h22, g1, g2);
    }

    // Cross-entropy, written so that neither branch overflows or subtracts what is nearly equal.
    private static double Loss(double[] scores, double[] targets, double slope, double intercept)
    {
        double sum = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            double value = (slope * scores[i]) + intercept;
            sum += value >= 0 ? ((1 - targets[i]) * value) + Math.Log(1 + Math.Exp(-value)) : (-targets[i] * value) + Math.Log(1 + Math.Exp(value));
        }

        return sum;
    }
}
