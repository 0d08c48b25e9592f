using RerankKit.Answers;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Answers;

/// <summary>What came of all questions, metric by metric.</summary>
/// <param name="Answers">The questions.</param>
/// <param name="Metrics">The metrics.</param>
/// <param name="People">How far judge and people agree on which answers are right; null where nobody was asked.</param>
internal sealed record AnswerFindings(IReadOnlyList<JudgedAnswers> Answers, IReadOnlyList<AnswerMetric> Metrics, CohenKappa? People)
{
    // An answer is right for the judge from here on.
    private const double Right = 0.5;

    public static AnswerFindings Of(IReadOnlyList<JudgedAnswers> answers, IReadOnlyList<string> names, HumanLabels? people)
    {
        AnswerMetric[] metrics = [.. names.Select((name, i) => AnswerMetric.Of(name, i, answers))];
        double[] holm = PairedTests.HolmAdjust(Array.ConvertAll(metrics, metric => metric.PValue));
        return new(answers, [.. metrics.Select((metric, i) => metric with { AdjustedPValue = holm[i] })], people is null ? null : Compare(answers, names, people));
    }

    private static CohenKappa Compare(IReadOnlyList<JudgedAnswers> answers, IReadOnlyList<string> names, HumanLabels people)
    {
        int correctness = names.ToList().IndexOf(AnswerCorrectnessEvaluator.Name);
        (int Judge, int Person)[] pairs =
        [
            .. correctness < 0 ? [] : answers
                .SelectMany(answer => new[] { (answer.QueryId, IsAfter: false, answer.Before.Values), (answer.QueryId, IsAfter: true, answer.After.Values) })
                .Where(answer => answer.Values[correctness] is not null && people.IsRight(answer.QueryId, answer.IsAfter) is not null)
                .Select(answer => (answer.Values[correctness] >= Right ? 1 : 0, people.IsRight(answer.QueryId, answer.IsAfter)!.Value ? 1 : 0)),
        ];
        return pairs.Length > 0
            ? CohenKappa.Measure([.. pairs.Select(pair => pair.Judge)], [.. pairs.Select(pair => pair.Person)])
            : throw new InputException("--labels has nothing about an answer that was judged for correctness. It needs --references, and the ids of questions that were drawn.");
    }
}
