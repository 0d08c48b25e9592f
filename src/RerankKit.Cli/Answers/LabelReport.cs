using System.Globalization;
using RerankKit.Answers;
using RerankKit.Cli.Reports;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Answers;

/// <summary>What a language model proposed, where it goes, and how far others agree.</summary>
internal sealed class LabelReport(PooledPair[] pairs, int?[] grades, ToolConsole console)
{
    private const int CheckedOneIn = 5;

    /// <summary>Grades of people; null where nobody has checked.</summary>
    public Qrels? People { get; init; }

    /// <summary>Judgements that were there before; null without any.</summary>
    public Qrels? Known { get; init; }

    public void Write(string? qrelsPath, string? checkPath)
    {
        var table = new ReportTable("grade", "pairs");
        for (int grade = 0; grade <= RelevanceLabeller.HighestGrade; grade++)
        {
            table.Add(Figures.Whole(grade), Figures.Whole(grades.Count(given => given == grade)));
        }

        table.WriteTo(console);
        if (grades.Count(grade => grade is null) is > 0 and var unread)
        {
            console.Warn($"{Figures.Count(unread, "answer", "answers")} of the language model could not be read, and {(unread == 1 ? "its pair has" : "their pairs have")} no grade");
        }

        Compare("Language model and person", People);
        Compare("Language model and --against", Known);
        if (qrelsPath is not null)
        {
            QrelsFile.Write(Judgements(), qrelsPath);
            console.Error.WriteLine($"Judgements in '{qrelsPath}'{(People is null ? ", proposed by a language model and checked by nobody" : ", the person's where there is one")}");
        }

        if (checkPath is not null)
        {
            PooledPair[] drawn = [.. pairs.OrderBy(pair => pair.Draw).Take((pairs.Length + CheckedOneIn - 1) / CheckedOneIn)];
            CheckFile.Write(checkPath, drawn);
            console.Error.WriteLine($"{Figures.Count(drawn.Length, "pair", "pairs")} for a person in '{checkPath}': fill the third column, then go on with --resume --checked {checkPath}");
        }
    }

    private Qrels Judgements()
    {
        var qrels = new Qrels();
        for (int i = 0; i < pairs.Length; i++)
        {
            if ((GradeIn(People, pairs[i]) ?? grades[i]) is int grade)
            {
                qrels.Add(pairs[i].QueryId, pairs[i].DocumentId, grade);
            }
        }

        return qrels;
    }

    private void Compare(string who, Qrels? others)
    {
        if (others is null)
        {
            return;
        }

        (int Model, int Other)[] both = [.. pairs.Zip(grades, (pair, grade) => (grade, Other: GradeIn(others, pair))).Where(pair => pair is { grade: not null, Other: not null }).Select(pair => (pair.grade!.Value, pair.Other!.Value))];
        if (both.Length == 0)
        {
            console.Warn($"{who}: no pair was graded by both");
            return;
        }

        console.Output.WriteLine(KappaText.Of(who, CohenKappa.Measure([.. both.Select(pair => pair.Model)], [.. both.Select(pair => pair.Other)]), isOrdered: true));
        console.Output.WriteLine(KappaText.Of($"{who}, relevant or not", CohenKappa.Measure([.. both.Select(pair => pair.Model > 0 ? 1 : 0)], [.. both.Select(pair => pair.Other > 0 ? 1 : 0)]), isOrdered: false));
    }

    private static int? GradeIn(Qrels? qrels, PooledPair pair) =>
        qrels?.TryGetJudgements(pair.QueryId, out IReadOnlyDictionary<string, int>? judgements) == true && judgements.TryGetValue(pair.DocumentId, out int grade) ? grade : null;
}
