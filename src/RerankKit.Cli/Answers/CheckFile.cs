using RerankKit.Answers;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Answers;

/// <summary>The pairs that a person checks: query, document, grade, and the texts, with tabs between.</summary>
internal static class CheckFile
{
    private const string Head = "query\tdocument\tgrade (0-3)\tquery text\tpassage";

    public static void Write(string path, IEnumerable<PooledPair> pairs) =>
        File.WriteAllLines(path, [Head, .. pairs.Select(pair => $"{pair.QueryId}\t{pair.DocumentId}\t\t{Line(pair.Query)}\t{Line(pair.Passage)}")]);

    /// <summary>Reads the grades that a person has filled in.</summary>
    /// <exception cref="InputException">A line is damaged, or there is no grade.</exception>
    public static Qrels Read(string path)
    {
        var qrels = new Qrels();
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            string[] fields = line.Split('\t');
            if (line == Head || string.IsNullOrWhiteSpace(line) || (fields.Length >= 3 && string.IsNullOrWhiteSpace(fields[2])))
            {
                continue;
            }

            if (fields.Length < 3 || !int.TryParse(fields[2].Trim(), out int grade) || grade is < 0 or > RelevanceLabeller.HighestGrade)
            {
                throw new InputException($"{path}, line {number}: expected a query, a document and a grade from 0 to {RelevanceLabeller.HighestGrade}, with tabs between.");
            }

            qrels.Add(fields[0], fields[1], grade);
        }

        return qrels.JudgementCount > 0 ? qrels : throw new InputException($"{path}: nobody has filled in a grade yet. It belongs into the third column.");
    }

    private static string Line(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
