using System.Buffers;

namespace RerankKit;

/// <summary>The fused score of every item.</summary>
internal static class FusionScores
{
    public static double[] Compute<TKey>(FusionUnion<TKey> union, RankFusionOptions options, double[] weights)
        where TKey : notnull
    {
        double[] scores = new double[union.Count];
        if (options.Method == FusionMethod.Condorcet)
        {
            CopelandScores.Compute(union.Ranks, weights, scores);
            return scores;
        }

        double[] buffer = ArrayPool<double>.Shared.Rent(FusionTerms.Size(union) + weights.Length);
        Span<double> row = buffer.AsSpan(buffer.Length - weights.Length);
        var terms = FusionTerms.Create(union, options, weights, buffer);
        if (options.Method.PicksScores())
        {
            Pick(terms, union.Ranks, row, options.Method, scores);
        }
        else
        {
            Sum(terms, union.Ranks, row, scores);
        }

        ArrayPool<double>.Shared.Return(buffer);
        foreach (double score in scores)
        {
            if (!double.IsFinite(score))
            {
                throw new ArgumentException(
                    $"{options.Method} with {options.Normalization} normalisation overflows on these scores. Normalise them otherwise.", "lists");
            }
        }

        return scores;
    }

    private static void Sum(FusionTerms terms, ReadOnlySpan<int> ranks, Span<double> values, Span<double> scores)
    {
        ReadOnlySpan<double> table = terms.Values;
        ReadOnlySpan<int> offsets = terms.Offsets;
        bool hasFactor = terms.HasFactor;
        for (int item = 0; item < scores.Length; item++)
        {
            ReadOnlySpan<int> row = ranks.Slice(item * values.Length, values.Length);
            for (int list = 0; list < row.Length; list++)
            {
                values[list] = table[offsets[list] + row[list]];
            }

            double sum = OrderlessSum.Of(values);
            scores[item] = hasFactor ? sum * terms.Factor(row) : sum;
        }
    }

    private static void Pick(FusionTerms terms, ReadOnlySpan<int> ranks, Span<double> values, FusionMethod method, Span<double> scores)
    {
        for (int item = 0; item < scores.Length; item++)
        {
            ReadOnlySpan<int> row = ranks.Slice(item * values.Length, values.Length);
            int count = 0;
            for (int list = 0; list < row.Length; list++)
            {
                if (terms.Gives(list, row[list]))
                {
                    values[count++] = terms.Value(list, row[list]);
                }
            }

            Span<double> given = values[..count];
            given.Sort();
            scores[item] = method switch
            {
                FusionMethod.CombMin => given[0],
                FusionMethod.CombMax => given[^1],
                _ => (given[(count - 1) / 2] + given[count / 2]) / 2,
            };
        }
    }
}
