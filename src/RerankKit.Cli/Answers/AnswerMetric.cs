namespace RerankKit.Cli.Answers;

/// <summary>A metric of answers, before and after, over the questions that have both values.</summary>
internal sealed record AnswerMetric(string Name, int Questions, double Before, double After, ConfidenceInterval Interval, double PValue)
{
    // F1 of the same statements differs in its last bits.
    private const double Same = 1e-9;

    public double AdjustedPValue { get; init; } = PValue;

    public int Wins { get; private init; }

    public int Losses { get; private init; }

    /// <summary>Answers that the judge was asked about again.</summary>
    public int Repeated { get; private init; }

    /// <summary>How far two judgements of one answer are apart, in the mean.</summary>
    public double RepeatedDifference { get; private init; }

    /// <summary>The share of answers with the same value both times.</summary>
    public double RepeatedAgreement { get; private init; }

    public static AnswerMetric Of(string name, int index, IReadOnlyList<JudgedAnswers> answers)
    {
        (double Before, double After)[] pairs =
        [
            .. answers.Where(answer => answer.Both.All(side => side.Values[index] is not null))
                .Select(answer => (answer.Before.Values[index]!.Value, answer.After.Values[index]!.Value)),
        ];
        double[] differences = Array.ConvertAll(pairs, pair => pair.After - pair.Before);
        double[] apart =
        [
            .. answers.SelectMany(answer => answer.Both).Where(side => side.Repeated?[index] is not null && side.Values[index] is not null)
                .Select(side => Math.Abs(side.Repeated![index]!.Value - side.Values[index]!.Value)),
        ];
        bool isEmpty = pairs.Length == 0;
        return new(
            name,
            pairs.Length,
            isEmpty ? double.NaN : pairs.Average(pair => pair.Before),
            isEmpty ? double.NaN : pairs.Average(pair => pair.After),
            isEmpty ? new(double.NaN, double.NaN, ComparisonOptions.DefaultConfidence) : PairedTests.Bootstrap(differences),
            isEmpty ? 1 : PairedTests.Randomisation(differences))
        {
            Wins = differences.Count(difference => difference > Same),
            Losses = differences.Count(difference => difference < -Same),
            Repeated = apart.Length,
            RepeatedDifference = apart.DefaultIfEmpty().Average(),
            RepeatedAgreement = apart.Length == 0 ? 0 : apart.Count(difference => difference <= Same) / (double)apart.Length,
        };
    }
}
