using RerankKit.Evaluation;

namespace RerankKit.Cli.Answers;

/// <summary>A metric of answers, before and after, over the questions that have both values.</summary>
internal sealed record AnswerMetric(string Name, int Questions, double Before, double After, ConfidenceInterval Interval, double PValue)
{
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
            .. answers.Where(answer => answer.Before.Values[index] is not null && answer.After.Values[index] is not null)
                .Select(answer => (answer.Before.Values[index]!.Value, answer.After.Values[index]!.Value)),
        ];
        double[] differences = Array.ConvertAll(pairs, pair => pair.After - pair.Before);
        double[] apart =
        [
            .. answers.SelectMany(answer => new[] { answer.Before, answer.After })
                .Where(answer => answer.Repeated?[index] is not null && answer.Values[index] is not null)
                .Select(answer => Math.Abs(answer.Repeated![index]!.Value - answer.Values[index]!.Value)),
        ];
        return new(
            name,
            pairs.Length,
            pairs.Length == 0 ? 0 : pairs.Average(pair => pair.Before),
            pairs.Length == 0 ? 0 : pairs.Average(pair => pair.After),
            pairs.Length == 0 ? default : PairedTests.Bootstrap(differences),
            pairs.Length == 0 ? 1 : PairedTests.Randomisation(differences))
        {
            Wins = differences.Count(difference => difference > 0),
            Losses = differences.Count(difference => difference < 0),
            Repeated = apart.Length,
            RepeatedDifference = apart.Length == 0 ? 0 : apart.Average(),
            RepeatedAgreement = apart.Length == 0 ? 0 : apart.Count(difference => difference < 1e-9) / (double)apart.Length,
        };
    }
}
