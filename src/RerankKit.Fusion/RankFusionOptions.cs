namespace RerankKit;

/// <summary>How <see cref="RankFusion"/> fuses. The defaults are reciprocal rank fusion with k = 60 and equal weights.</summary>
public sealed class RankFusionOptions
{
    private double[]? _weights;

    /// <summary>How one score is made of several.</summary>
    /// <value>By default <see cref="FusionMethod.Rrf"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a method.</exception>
    public FusionMethod Method { get; set => field = Allow.Defined(value); }

    /// <summary>How scores are brought to one scale, in the methods that combine scores.</summary>
    /// <value>By default <see cref="ScoreNormalization.MinMax"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a normalisation.</exception>
    public ScoreNormalization Normalization { get; set => field = Allow.Defined(value); }

    /// <summary>What an item gets from a list that does not hold it, in the methods that combine scores.</summary>
    /// <value>By default <see cref="MissingScorePolicy.Zero"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a policy.</exception>
    public MissingScorePolicy MissingPolicy { get; set => field = Allow.Defined(value); }

    /// <summary>One weight per list, in the order of the lists. The values are copied.</summary>
    /// <value>Finite, 0 or more, at least one above 0. Null, the default, weighs all lists alike.</value>
    /// <remarks>
    /// A list of weight 0 is switched off: it adds no items and changes no score, and only shows in <see cref="FusedItem{TKey}.Sources"/>.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative or not finite.</exception>
    /// <exception cref="ArgumentException">No weight is above 0.</exception>
    public IReadOnlyList<double>? Weights
    {
        get => _weights;
        set => _weights = value is null ? null : Checked([.. value]);
    }

    /// <summary>How many distinct items of each list take part, from its top.</summary>
    /// <value>1 or more. Null, the default, is all of them.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? Depth { get; set => field = Allow.AtLeast(value, 1, "1 or more, or null for all"); }

    /// <summary>The k of <see cref="FusionMethod.Rrf"/>: the larger, the less the first ranks stand out.</summary>
    /// <value>0 or more, by default 60 as in the paper.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int K { get; set => field = Allow.AtLeast(value, 0); } = 60;

    /// <summary>The φ of <see cref="FusionMethod.Rbc"/>: how likely a reader is to go on to the next rank.</summary>
    /// <value>Above 0 and below 1, by default 0.9.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 1.</exception>
    public double Phi { get; set => field = Allow.If(value is > 0 and < 1, value, "above 0 and below 1"); } = 0.9;

    /// <summary>The σ of <see cref="FusionMethod.LogNIsr"/>: what an item that only one list holds is still worth.</summary>
    /// <value>0 to 1, by default 0.01 as in the paper; at 0 an item that only one list holds scores 0.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 1.</exception>
    public double Sigma { get; set => field = Allow.Between(value, 0, 1); } = 0.01;

    /// <summary>Makes a copy that can be changed without changing this one.</summary>
    /// <returns>A copy.</returns>
    public RankFusionOptions Clone() => (RankFusionOptions)MemberwiseClone();

    private static double[] Checked(double[] weights)
    {
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (!(weights[i] >= 0 && double.IsFinite(weights[i])))
            {
                throw Throw.OutOfRange(weights[i], "0 or more and finite", Invariant($"{nameof(Weights)}[{i}]"));
            }

            sum += weights[i];
        }

        return sum > 0 && double.IsFinite(sum)
            ? weights
            : throw new ArgumentException(
                "Weights needs at least one weight above 0, and a finite sum. Leave it null to weigh all lists alike.", nameof(Weights));
    }
}
