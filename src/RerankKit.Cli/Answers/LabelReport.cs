using System.Text.Json.Nodes;
using RerankKit.Answers;

namespace RerankKit.Cli.Answers;

/// <summary>What a language model proposed, and how far others agree.</summary>
/// <param name="grades">The proposals.</param>
/// <param name="people">The grade that a person gave a pair; null where none did.</param>
/// <param name="known">The grade of judgements that were there before; null where there is none.</param>
internal sealed class LabelReport(IReadOnlyList<ProposedGrade> grades, Func<PooledPair, int?>? people, Func<PooledPair, int?>? known)
{
    /// <summary>The person's grades where there are some, the model's elsewhere.</summary>
    public Qrels Judgements()
    {
        var qrels = new Qrels();
        foreach ((PooledPair pair, int? proposed) in grades)
        {
            if ((people?.Invoke(pair) ?? proposed) is int grade)
            {
                qrels.Add(pair.QueryId, pair.DocumentId, grade);
            }
        }

        return qrels;
    }

    public void Show(ToolConsole console)
    {
        console.Output.WriteLine($"{Figures.Count(grades.Count, "pair", "pairs")} of {Figures.Count(grades.Select(grade => grade.Pair.QueryId).Distinct(StringComparer.Ordinal).Count(), "query", "queries")}");
        var table = new ReportTable("grade", "pairs");
        foreach ((int grade, int count) in Counts())
        {
            table.Add(Figures.Whole(grade), Figures.Whole(count));
        }

        table.WriteTo(console);
        foreach ((string who, string _, Func<PooledPair, int?> others) in Others())
        {
            if (Agreement(others, grade => grade) is not { } kappa)
            {
                console.Warn($"{who}: no pair has a grade of both");
                continue;
            }

            console.Output.WriteLine(KappaText.Of(who, kappa, isOrdered: true));
            console.Output.WriteLine(KappaText.Of($"{who}, relevant or not", Agreement(others, Relevant)!, isOrdered: false));
        }
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["pairs"] = grades.Count,
            ["unread"] = grades.Count(grade => grade.Grade is null),
            ["grades"] = JsonReport.Map(Counts(), count => Figures.Whole(count.Grade), count => count.Count),
        };
        foreach ((string _, string member, Func<PooledPair, int?> others) in Others())
        {
            json[member] = Agreement(others, grade => grade) is { } kappa ? KappaText.ToJson(kappa, isOrdered: true) : null;
            json[$"{member}Binary"] = Agreement(others, Relevant) is { } binary ? KappaText.ToJson(binary, isOrdered: false) : null;
        }

        return json;
    }

    private static int Relevant(int grade) => grade > 0 ? 1 : 0;

    private IEnumerable<(int Grade, int Count)> Counts() =>
        Enumerable.Range(0, RelevanceLabeller.HighestGrade + 1).Select(grade => (grade, grades.Count(given => given.Grade == grade)));

    private IEnumerable<(string Who, string Member, Func<PooledPair, int?> Grades)> Others()
    {
        if (people is not null)
        {
            yield return ("Model and person", "people", people);
        }

        if (known is not null)
        {
            yield return ("Model and --against", "against", known);
        }
    }

    private CohenKappa? Agreement(Func<PooledPair, int?> others, Func<int, int> reading)
    {
        (int Model, int Other)[] both =
        [
            .. grades.Select(grade => (Model: grade.Grade, Other: others(grade.Pair)))
                .Where(pair => pair is { Model: not null, Other: not null })
                .Select(pair => (reading(pair.Model!.Value), reading(pair.Other!.Value))),
        ];
        return both.Length == 0 ? null : CohenKappa.Measure([.. both.Select(pair => pair.Model)], [.. both.Select(pair => pair.Other)]);
    }
}
