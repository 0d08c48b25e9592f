using RerankKit.Answers;

namespace RerankKit.Cli.Answers;

/// <summary>What came of all questions, metric by metric.</summary>
/// <param name="Answers">The questions.</param>
/// <param name="Metrics">The metrics.</param>
/// <param name="People">How far judge and people agree on which answers are right; null where nobody was asked.</param>
internal sealed record AnswerFindings(IReadOnlyList<JudgedAnswers> Answers, IReadOnlyList<AnswerMetric> Metrics, CohenKappa? People)
{
    // An answer is right for the judge from here on.
    private const double Right = 0.5;

    /// <param name="answers">The questions.</param>
    /// <param name="names">The metrics.</param>
    /// <param name="people">What people say, 1 for a right answer, by query and 'before' or 'after'; null where nobody was asked.</param>
    /// <exception cref="InputException">People say nothing about any of the answers.</exception>
    public static AnswerFindings Of(IReadOnlyList<JudgedAnswers> answers, string[] names, IReadOnlyDictionary<(string, string), int>? people)
    {
        AnswerMetric[] metrics = [.. names.Select((name, i) => AnswerMetric.Of(name, i, answers))];
        double[] holm = PairedTests.HolmAdjust(Array.ConvertAll(metrics, metric => metric.PValue));
        int correctness = Array.IndexOf(names, AnswerCorrectnessEvaluator.MetricName);
        return new(answers, [.. metrics.Select((metric, i) => metric with { AdjustedPValue = holm[i] })], people is null ? null : Compare(answers, correctness, people));
    }

    /// <summary>Lines for a person: a fifth of the questions, with either answer.</summary>
    public IEnumerable<CheckedLine> ToCheck() =>
        from answer in Answers
        where answer.Item.IsRepeated
        from side in new[] { (Name: CheckFile.Before, answer.Before.Text), (Name: CheckFile.After, answer.After.Text) }
        select new CheckedLine(answer.Item.QueryId, side.Name, [answer.Item.Question, side.Text, answer.Item.Reference ?? ""]);

    private static CohenKappa Compare(IReadOnlyList<JudgedAnswers> answers, int correctness, IReadOnlyDictionary<(string, string), int> people)
    {
        (int Judge, int Person)[] pairs =
        [
            .. from answer in answers
               from side in new[] { (Name: CheckFile.Before, answer.Before.Values), (Name: CheckFile.After, answer.After.Values) }
               where side.Values[correctness] is not null && people.ContainsKey((answer.Item.QueryId, side.Name))
               select (side.Values[correctness] >= Right ? 1 : 0, people[(answer.Item.QueryId, side.Name)]),
        ];
        return pairs.Length > 0
            ? CohenKappa.Measure([.. pairs.Select(pair => pair.Judge)], [.. pairs.Select(pair => pair.Person)])
            : throw new InputException("--checked says nothing about an answer that was judged. Fill in the file that --check wrote for these runs.");
    }
}
