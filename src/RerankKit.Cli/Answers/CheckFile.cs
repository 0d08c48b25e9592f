using System.Text;

namespace RerankKit.Cli.Answers;

/// <summary>What a person fills in: query, document or run, the grade, and the texts, with tabs between.</summary>
internal static class CheckFile
{
    public const string Before = "before";
    public const string After = "after";
    private const int Columns = 3;

    /// <summary>Writes the lines with an empty grade, and says what to do with them.</summary>
    /// <param name="path">The file; one that is there is not overwritten, as somebody may have filled it in.</param>
    /// <param name="head">The names of the columns.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="console">Where to say it.</param>
    /// <exception cref="InputException">The file is there.</exception>
    public static void Write(string path, string head, IEnumerable<CheckedLine> lines, ToolConsole console)
    {
        Require(path);
        using var target = TargetFile.Find(path);
        using (var text = new StreamWriter(target.Open(), leaveOpen: true) { NewLine = "\n" })
        {
            text.WriteLine(head);
            foreach (CheckedLine line in lines)
            {
                text.WriteLine(string.Join('\t', (string[])[line.QueryId, line.Other, "", .. line.Texts.Select(OneLine)]));
            }
        }

        target.Commit();
        console.Error.WriteLine($"For a person: '{path}'. Fill the third column, then go on with --resume --checked {path}");
    }

    /// <exception cref="InputException">The file is there.</exception>
    public static void Require(string? path)
    {
        if (File.Exists(path))
        {
            throw new InputException($"--check: '{path}' is there already, and somebody may have filled it in. Name another file.");
        }
    }

    /// <summary>Reads the grades that a person has filled in; lines without one are passed over.</summary>
    /// <exception cref="InputException">A line cannot be read, comes twice, or there is no grade at all.</exception>
    public static IReadOnlyDictionary<(string QueryId, string Other), int> Read(string path, int highest)
    {
        var grades = new Dictionary<(string, string), int>();
        using var reader = new LineReader(path);
        for (bool isHead = true; reader.TryReadLine(out ReadOnlySpan<byte> bytes); isHead = false)
        {
            string[] fields = Encoding.UTF8.GetString(bytes).Split('\t', StringSplitOptions.TrimEntries);
            if (isHead || (fields.Length >= Columns && fields[2].Length == 0))
            {
                continue;
            }

            if (fields.Length < Columns || !int.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out int grade) || grade > highest)
            {
                throw new InputException(Invariant($"{path}, line {reader.LineNumber}: the third column is no grade from 0 to {highest}. Expected the columns of the file that --check writes, with tabs between."));
            }

            if (!grades.TryAdd((fields[0], fields[1]), grade))
            {
                throw new InputException(Invariant($"{path}, line {reader.LineNumber}: '{fields[0]}' and '{fields[1]}' have a grade in an earlier line."));
            }
        }

        return grades.Count > 0 ? grades : throw new InputException($"{path}: nobody has filled in a grade yet. It belongs into the third column.");
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
