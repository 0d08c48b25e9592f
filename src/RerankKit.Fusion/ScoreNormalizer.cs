using System.Numerics.Tensors;

namespace RerankKit;

/// <summary>Brings the scores of one list to a common scale; see <see cref="ScoreNormalization"/>.</summary>
internal static class ScoreNormalizer
{
    /// <summary>The smallest denominator, as in ranx.</summary>
    public const double Epsilon = 1e-9;

    /// <summary>Whether the normalisation reads scores, and not only ranks.</summary>
    public static bool NeedsScores(ScoreNormalization normalization) =>
        normalization is not (ScoreNormalization.Rank or ScoreNormalization.Borda);

    /// <summary>Normalises finite scores in place, by a normalisation that needs scores.</summary>
    /// <param name="scores">Finite scores of one list.</param>
    /// <param name="normalization">How; not by rank.</param>
    /// <param name="name">What the list is called in an error.</param>
    /// <exception cref="ArgumentException">The scores cannot be normalised in this way.</exception>
    public static void Normalize(Span<double> scores, ScoreNormalization normalization, string name)
    {
        if (scores.IsEmpty || normalization == ScoreNormalization.None)
        {
            return;
        }

        (double min, double max) = ScoreRange.Of(scores);
        if (normalization == ScoreNormalization.Max)
        {
            DivideByMax(scores, min, max, name);
        }
        else if (!double.IsFinite(max - min))
        {
            throw new ArgumentException(
                Invariant($"List \"{name}\" has scores from {min} to {max}, further apart than a double can tell."));
        }
        else if (max == min)
        {
            // Nothing to tell apart; but a list of one has not voted against its only item.
            scores.Fill(scores.Length == 1 && normalization != ScoreNormalization.ZScore ? 1 : 0);
        }
        else
        {
            Rescale(scores, normalization, min, max);
        }
    }

    /// <summary>The position <paramref name="rank"/> of <paramref name="length"/> as a score: 1 − (rank − 1) / length.</summary>
    public static double OfRank(int rank, int length) => 1 - ((rank - 1) / (double)length);

    /// <summary>What Borda normalisation gives an item that a list of <paramref name="length"/> does not hold.</summary>
    public static double BordaOfMissing(int length, int unionCount) => 0.5 - ((length - 1) / (2.0 * unionCount));

    private static void Rescale(Span<double> scores, ScoreNormalization normalization, double min, double max)
    {
        double range = max - min;
        double shift = min;
        double denominator = Math.Max(range, Epsilon);
        if (normalization == ScoreNormalization.Sum)
        {
            double sum = 0;
            foreach (double score in scores)
            {
                sum += score - min;
            }

            denominator = Math.Max(sum, Epsilon);
        }
        else if (normalization == ScoreNormalization.ZScore)
        {
            (shift, double deviation) = Moments(scores, min, range);
            denominator = Math.Max(deviation, Epsilon);
        }

        if (normalization == ScoreNormalization.MinMaxInverted)
        {
            ShiftAndDivide(scores, max, -denominator);
        }
        else
        {
            ShiftAndDivide(scores, shift, denominator);
        }
    }

    private static void DivideByMax(Span<double> scores, double min, double max, string name)
    {
        if (max <= 0 && min < 0)
        {
            throw new ArgumentException(
                Invariant(
                    $"List \"{name}\" has {max} as its best score; dividing by the maximum needs one above 0. Use {nameof(ScoreNormalization.MinMax)}."));
        }

        TensorPrimitives.Divide(scores, Math.Max(max, Epsilon), scores);
    }

    private static void ShiftAndDivide(Span<double> scores, double shift, double denominator)
    {
        TensorPrimitives.Subtract(scores, shift, scores);
        TensorPrimitives.Divide(scores, denominator, scores);
    }

    // In units of the range, so that neither the sum nor the squares overflow.
    private static (double Mean, double Deviation) Moments(ReadOnlySpan<double> scores, double min, double range)
    {
        double sum = 0;
        foreach (double score in scores)
        {
            sum += (score - min) / range;
        }

        double mean = sum / scores.Length;
        double squares = 0;
        foreach (double score in scores)
        {
            double difference = ((score - min) / range) - mean;
            squares += difference * difference;
        }

        return (min + (mean * range), range * Math.Sqrt(squares / scores.Length));
    }
}
