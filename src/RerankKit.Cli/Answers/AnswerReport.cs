namespace RerankKit.Cli.Answers;

/// <summary>Findings about answers for people.</summary>
internal static class AnswerReport
{
    private const double Significance = 0.05;

    public static void Show(AnswerFindings findings, Run[] runs, ToolConsole console)
    {
        console.Output.WriteLine($"{runs[0].Name} -> {runs[1].Name}, {Figures.Count(findings.Answers.Count, "question", "questions")}");
        var table = new ReportTable("metric", "questions", "before", "after", "change", "95 % interval", "win/tie/loss", "p (rand)", "p (Holm)", "", "judge agrees with itself") { RightColumns = 8 };
        foreach (AnswerMetric metric in findings.Metrics)
        {
            table.Add(metric.Questions == 0 ? [metric.Name, "0", .. Enumerable.Repeat("-", 7), "no value", Repeated(metric)] : Cells(metric));
        }

        table.WriteTo(console);
        if (findings.People is { } people)
        {
            console.Output.WriteLine(KappaText.Of("Judge and people on which answers are right", people, isOrdered: false));
        }
    }

    /// <summary>Says what has no value, and why.</summary>
    public static void Warn(AnswerFindings findings, ToolConsole console)
    {
        foreach (AnswerMetric metric in findings.Metrics.Where(metric => metric.Questions < findings.Answers.Count))
        {
            console.Warn($"{metric.Name} is over {metric.Questions} of {Figures.Count(findings.Answers.Count, "question", "questions")}: the others have an answer that states nothing, or a judgement that cannot be read");
        }

        string[] unread = [.. findings.Answers.Where(answer => answer.Both.Any(side => side.Problems.Count > 0)).Select(answer => answer.Item.QueryId)];
        if (unread.Length > 0)
        {
            console.Warn($"judgements of {Figures.Count(unread.Length, "question", "questions")} cannot be read: {Figures.ManyIds(unread)}. {findings.Answers.SelectMany(answer => answer.Both).SelectMany(side => side.Problems).First()}");
        }

        int empty = findings.Answers.Sum(answer => answer.Both.Count(side => string.IsNullOrWhiteSpace(side.Text)));
        if (empty > 0)
        {
            console.Warn($"{Figures.Count(empty, "answer is", "answers are")} empty. A model that thinks may end before it answers: try --set Thinking=OffByTemplate");
        }
    }

    private static string[] Cells(AnswerMetric metric) =>
    [
        metric.Name,
        Figures.Whole(metric.Questions),
        Figures.Value(metric.Before),
        Figures.Value(metric.After),
        Figures.Change(metric.After - metric.Before),
        $"{Figures.Change(metric.Interval.Low)} to {Figures.Change(metric.Interval.High)}",
        Invariant($"{metric.Wins}/{metric.Questions - metric.Wins - metric.Losses}/{metric.Losses}"),
        Figures.Probability(metric.PValue),
        Figures.Probability(metric.AdjustedPValue),
        metric.AdjustedPValue < Significance ? "real" : "within noise",
        Repeated(metric),
    ];

    private static string Repeated(AnswerMetric metric) =>
        metric.Repeated == 0 ? "-" : Invariant($"{100 * metric.RepeatedAgreement:0} % of {metric.Repeated}, {metric.RepeatedDifference:0.00} apart");
}
