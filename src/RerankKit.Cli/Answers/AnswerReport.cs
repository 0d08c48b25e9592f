using System.Globalization;
using System.Text.Json;
using RerankKit.Cli.Reports;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Answers;

/// <summary>Findings about answers, for people and for machines.</summary>
internal static class AnswerReport
{
    private const double Significance = 0.05;

    public static void Show(AnswerFindings findings, Run[] runs, ToolConsole console)
    {
        console.Output.WriteLine($"{runs[0].Name} -> {runs[1].Name}, {Figures.Count(findings.Answers.Count, "question", "questions")}");
        var table = new ReportTable("metric", "questions", "before", "after", "change", "95 % interval", "win/tie/loss", "p (rand)", "p (Holm)", "", "judge agrees with itself") { RightColumns = 8 };
        foreach (AnswerMetric metric in findings.Metrics)
        {
            table.Add(
                metric.Name,
                Figures.Whole(metric.Questions),
                Figures.Value(metric.Before),
                Figures.Value(metric.After),
                Figures.Change(metric.After - metric.Before),
                $"{Figures.Change(metric.Interval.Low)} to {Figures.Change(metric.Interval.High)}",
                $"{metric.Wins}/{metric.Questions - metric.Wins - metric.Losses}/{metric.Losses}",
                Figures.Probability(metric.PValue),
                Figures.Probability(metric.AdjustedPValue),
                metric.Questions == 0 ? "no value" : metric.AdjustedPValue < Significance ? "real" : "within noise",
                metric.Repeated == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{100 * metric.RepeatedAgreement:0} % of {metric.Repeated}, {metric.RepeatedDifference:0.00} apart"));
        }

        table.WriteTo(console);
        if (findings.People is { } people)
        {
            console.Output.WriteLine(KappaText.Of("Judge and people on which answers are right", people, isOrdered: false));
        }

        int without = findings.Metrics.Max(metric => findings.Answers.Count - metric.Questions);
        if (without > 0)
        {
            console.Warn($"up to {Figures.Count(without, "question has", "questions have")} no value in a metric: an answer that states nothing, or a judge whose answer cannot be read");
        }
    }

    public static void Write(Utf8JsonWriter json, AnswerFindings findings)
    {
        json.WriteStartObject();
        json.WriteNumber("questions", findings.Answers.Count);
        json.WriteStartObject("metrics");
        foreach (AnswerMetric metric in findings.Metrics)
        {
            json.WriteStartObject(metric.Name);
            json.WriteNumber("questions", metric.Questions);
            json.WriteNumber("before", metric.Before);
            json.WriteNumber("after", metric.After);
            json.WriteStartArray("interval");
            json.WriteNumberValue(metric.Interval.Low);
            json.WriteNumberValue(metric.Interval.High);
            json.WriteEndArray();
            json.WriteNumber("wins", metric.Wins);
            json.WriteNumber("losses", metric.Losses);
            json.WriteNumber("p", metric.PValue);
            json.WriteNumber("pHolm", metric.AdjustedPValue);
            json.WriteNumber("repeated", metric.Repeated);
            json.WriteNumber("repeatedAgreement", metric.RepeatedAgreement);
            json.WriteNumber("repeatedDifference", metric.RepeatedDifference);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        if (findings.People is { } people)
        {
            json.WriteNumberOrNull("kappaWithPeople", people.Plain);
        }

        json.WriteStartArray("answers");
        foreach (JudgedAnswers answers in findings.Answers)
        {
            json.WriteStartObject();
            json.WriteString("query", answers.QueryId);
            Write(json, "before", answers.Before, findings.Metrics);
            Write(json, "after", answers.After, findings.Metrics);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, JudgedAnswer answer, IReadOnlyList<AnswerMetric> metrics)
    {
        json.WriteStartObject(name);
        json.WriteString("answer", answer.Text);
        for (int i = 0; i < metrics.Count; i++)
        {
            json.WriteNumberOrNull(metrics[i].Name, answer.Values[i]);
        }

        json.WriteEndObject();
    }
}
