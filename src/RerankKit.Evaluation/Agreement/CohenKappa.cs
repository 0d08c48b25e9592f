namespace RerankKit.Evaluation;

/// <summary>How far two people, or a person and a model, agree on grades beyond what chance would give. Immutable.</summary>
/// <remarks>
/// κ = 1 − Σ w·observed / Σ w·expected over pairs of grades, with expected from the grades that each gives (Cohen, "A coefficient of agreement for
/// nominal scales", Educational and Psychological Measurement 20, 1960; weighted: "Weighted kappa", Psychological Bulletin 70, 1968). 1 is full
/// agreement, 0 what chance gives. Landis and Koch (1977) call 0.41 to 0.60 moderate, 0.61 to 0.80 substantial.
/// </remarks>
public sealed class CohenKappa
{
    private CohenKappa(int count, double observed, double? plain, double? linear, double? quadratic)
    {
        Count = count;
        Agreement = observed;
        Plain = plain;
        Linear = linear;
        Quadratic = quadratic;
    }

    /// <summary>How many items both graded.</summary>
    public int Count { get; }

    /// <summary>The share of items with the same grade from both.</summary>
    public double Agreement { get; }

    /// <summary>Kappa where any difference is as bad as any other; null where both gave one and the same grade to all, and chance alone agrees.</summary>
    public double? Plain { get; }

    /// <summary>Kappa where a difference weighs as much as the grades are apart.</summary>
    public double? Linear { get; }

    /// <summary>Kappa where a difference weighs as much as the square of that.</summary>
    public double? Quadratic { get; }

    /// <summary>Measures the agreement.</summary>
    /// <param name="first">One grade per item.</param>
    /// <param name="second">The other's, in the same order.</param>
    /// <returns>The agreement.</returns>
    /// <exception cref="ArgumentException">There is no item, or not as many grades of one as of the other.</exception>
    public static CohenKappa Measure(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        if (first.Length != second.Length || first.IsEmpty)
        {
            throw new ArgumentException($"There are {first.Length} and {second.Length} grades. Give at least one of each, and as many of one as of the other.", nameof(second));
        }

        int same = 0;
        (double plain, double linear, double quadratic) = (0, 0, 0);
        for (int i = 0; i < first.Length; i++)
        {
            double apart = Math.Abs((double)first[i] - second[i]);
            same += apart == 0 ? 1 : 0;
            plain += apart == 0 ? 0 : 1;
            linear += apart;
            quadratic += apart * apart;
        }

        (double plain, double linear, double quadratic) chance = (0, 0, 0);
        CountOf[] firsts = Counts(first);
        CountOf[] seconds = Counts(second);
        foreach ((int a, double ofA) in firsts)
        {
            foreach ((int b, double ofB) in seconds)
            {
                double apart = Math.Abs((double)a - b);
                double expected = ofA * ofB / first.Length;
                chance.plain += apart == 0 ? 0 : expected;
                chance.linear += apart * expected;
                chance.quadratic += apart * apart * expected;
            }
        }

        static double? kappa(double disagreement, double expected) => expected == 0 ? null : 1 - (disagreement / expected);
        return new(first.Length, (double)same / first.Length, kappa(plain, chance.plain), kappa(linear, chance.linear), kappa(quadratic, chance.quadratic));
    }

    private static CountOf[] Counts(ReadOnlySpan<int> grades) =>
        [.. grades.ToArray().CountBy(grade => grade).Select(pair => new CountOf(pair.Key, pair.Value))];

    private readonly record struct CountOf(int Grade, double Count);
}
