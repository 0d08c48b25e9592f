namespace RerankKit;

/// <summary>What each rank of each list is worth, weights included, before anything is combined.</summary>
internal sealed partial class FusionTerms
{
    private readonly RankFusionOptions _options;
    private readonly double[] _weights;
    private readonly int _unionCount;
    private readonly bool[] _givesToMissing;

    private FusionTerms(RankFusionOptions options, double[] weights, int unionCount, double[] values)
    {
        _options = options;
        _weights = weights;
        _unionCount = unionCount;
        _givesToMissing = new bool[weights.Length];
        Offsets = new int[weights.Length];
        Values = values;
    }

    /// <summary>Where the values of a list begin.</summary>
    public int[] Offsets { get; }

    /// <summary>
    /// The value of every rank of every list; at rank 0 that of an item which the list does not hold: 0 where it gives none. All are
    /// 0 in a list that is switched off.
    /// </summary>
    public double[] Values { get; }

    /// <summary>How long the buffer for <see cref="Create"/> has to be.</summary>
    public static int Size<TKey>(FusionUnion<TKey> union)
        where TKey : notnull
    {
        int size = union.Lengths.Length;
        foreach (int length in union.Lengths)
        {
            size = checked(size + length);
        }

        return size;
    }

    /// <summary>Computes the values.</summary>
    /// <param name="union">The lists.</param>
    /// <param name="options">How they are fused.</param>
    /// <param name="weights">Their weights; 0 for a list that is switched off.</param>
    /// <param name="buffer">Receives the values; it belongs to the terms as long as they are used.</param>
    public static FusionTerms Create<TKey>(FusionUnion<TKey> union, RankFusionOptions options, double[] weights, double[] buffer)
        where TKey : notnull
    {
        var terms = new FusionTerms(options, weights, union.Count, buffer);
        int offset = 0;
        for (int list = 0; list < weights.Length; list++)
        {
            terms.Offsets[list] = offset;
            int length = union.Lengths[list];
            Span<double> values = buffer.AsSpan(offset + 1, length);
            double? missing = null;
            if (weights[list] == 0 || options.Method == FusionMethod.Condorcet)
            {
                values.Clear();
            }
            else
            {
                missing = options.Method.CombinesScores() ? terms.FillFromScores(union, list, values) : terms.FillFromRanks(weights[list], values);
            }

            buffer[offset] = missing.GetValueOrDefault();
            terms._givesToMissing[list] = missing.HasValue;
            offset += length + 1;
        }

        return terms;
    }

    /// <summary>Writes the values of the ranks.</summary>
    /// <returns>The value of an item that the list does not hold; null when it gives none.</returns>
    private double? FillFromRanks(double weight, Span<double> values)
    {
        double discounted = weight * (1 - _options.Phi);
        for (int i = 0; i < values.Length; i++)
        {
            double rank = i + 1;
            values[i] = _options.Method switch
            {
                FusionMethod.Rrf => weight / (_options.K + rank),
                FusionMethod.Rbc => discounted,
                FusionMethod.Borda => weight * (_unionCount - i),
                _ => weight / (rank * rank),
            };
            discounted *= _options.Phi;
        }

        return _options.Method == FusionMethod.Borda ? weight * (_unionCount - values.Length + 1) / 2 : null;
    }

    /// <inheritdoc cref="FillFromRanks"/>
    private double? FillFromScores<TKey>(FusionUnion<TKey> union, int list, Span<double> values)
        where TKey : notnull
    {
        if (ScoreNormalizer.NeedsScores(_options.Normalization))
        {
            CopyScores(union, list, values);
            ScoreNormalizer.Normalize(values, _options.Normalization, union.Lists[list].Name);
        }
        else
        {
            int length = _options.Normalization == ScoreNormalization.Rank ? values.Length : _unionCount;
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = ScoreNormalizer.OfRank(i + 1, length);
            }
        }

        double lowest = double.PositiveInfinity;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] *= _weights[list];
            lowest = Math.Min(lowest, values[i]);
        }

        if (_options.Normalization == ScoreNormalization.Borda)
        {
            return _weights[list] * ScoreNormalizer.BordaOfMissing(values.Length, _unionCount);
        }

        return _options.MissingPolicy == MissingScorePolicy.Minimum && !values.IsEmpty ? lowest : null;
    }

    private void CopyScores<TKey>(FusionUnion<TKey> union, int list, Span<double> values)
        where TKey : notnull
    {
        if (values.IsEmpty)
        {
            return;
        }

        double[] scores = union.Lists[list].ScoreArray ?? throw new ArgumentException(
            Invariant(
                $"{_options.Method} with {_options.Normalization} normalisation combines scores, but list \"{union.Lists[list].Name}\" has none. Give it scores, fuse by rank (Rrf, Isr, LogNIsr, Rbc, Borda, Condorcet), or normalise by rank ({nameof(ScoreNormalization)}.{nameof(ScoreNormalization.Rank)})."),
            "lists");
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = scores[union.Position(list, i + 1)];
        }
    }
}
