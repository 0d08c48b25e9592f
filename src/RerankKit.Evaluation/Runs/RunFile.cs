using System.Globalization;
using System.Text;

namespace RerankKit.Evaluation;

/// <summary>Reads and writes runs in the TREC format: <c>qid Q0 docid rank score tag</c>, separated by whitespace.</summary>
/// <remarks>
/// The second column is ignored; the rank column gives the order of a query's documents in the <see cref="Run"/>, which counts where
/// scores are equal and nobody asks for trec_eval's rule. A line with exactly five tabs is cut at them, so that ids may hold blanks. Blank lines and lines that
/// start with <c>#</c> are skipped, gzip is recognised by its content, BOM and CRLF are tolerated; a rank or a score
/// that is not a finite number is refused.
/// </remarks>
public static class RunFile
{
    private const int Columns = 6;
    private const string Expected = "Expected 6 columns 'qid Q0 docid rank score tag'";
    private const string TabsHint = "Where an id holds blanks, put tabs between the columns.";

    /// <summary>Reads a run.</summary>
    /// <param name="path">The file; plain or gzip.</param>
    /// <param name="name">The run's name; null takes the tag of the last line, as trec_eval does, or the file's name when there is no line.</param>
    /// <returns>The run: queries in file order, documents by rank, equal ranks in file order.</returns>
    /// <exception cref="EvaluationFormatException">A line cannot be read, or a query lists a document twice.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static Run Read(string path, string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var reader = new LineReader(path);
        return Read(reader, name, Path.GetFileNameWithoutExtension(path));
    }

    /// <summary>Reads a run from a stream, which is left open.</summary>
    /// <param name="stream">The text, or its gzip.</param>
    /// <param name="name">The run's name; null takes the tag of the last line, or "run" when there is no line.</param>
    /// <param name="fileName">What messages call the stream.</param>
    /// <returns>The run: queries in file order, documents by rank, equal ranks in file order.</returns>
    /// <exception cref="EvaluationFormatException">A line cannot be read, or a query lists a document twice.</exception>
    public static Run Read(Stream stream, string? name = null, string fileName = "run")
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = new LineReader(stream, fileName, leaveOpen: true);
        return Read(reader, name, "run");
    }

    /// <summary>Writes a run: queries in their order, documents by score, best first. A query without documents has no line. Between the columns stand blanks, or tabs where an id or the name holds a blank.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">The file, replaced in one step; packed when it ends in <c>.gz</c>.</param>
    /// <param name="ties">The rule for equal scores, which the rank column keeps; not a bound.</param>
    /// <exception cref="ArgumentException">An id or the run's name is empty, holds a tab or the end of a line, or has blanks around it; or a query id makes a comment of its line.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(Run run, string path, TieRule ties = TieRule.InputOrder)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentException.ThrowIfNullOrEmpty(path);
        OutputFile.Write(path, writer => Write(run, writer, ties));
    }

    /// <summary>Writes a run to a stream, which is left open; see <see cref="Write(Run, string, TieRule)"/>.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stream">Receives UTF-8 text.</param>
    /// <param name="ties">The rule for equal scores, which the rank column keeps; not a bound.</param>
    /// <exception cref="ArgumentException">An id or the run's name is empty, holds a tab or the end of a line, or has blanks around it; or a query id makes a comment of its line.</exception>
    public static void Write(Run run, Stream stream, TieRule ties = TieRule.InputOrder)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(stream);
        OutputFile.Write(stream, writer => Write(run, writer, ties));
    }

    private static Run Read(LineReader reader, string? name, string nameWithoutLines)
    {
        var table = new EntryTable<(double Rank, double Score)>(reader);
        byte[] tag = [];
        while (reader.TryReadLine(out ReadOnlySpan<byte> line))
        {
            var fields = new FieldReader(line, Columns);
            if (fields.TryNext(out ReadOnlySpan<byte> queryId) && queryId[0] == (byte)'#')
            {
                continue;
            }

            if (queryId.IsEmpty
                || !fields.TryNext(out _)
                || !fields.TryNext(out ReadOnlySpan<byte> documentId)
                || !fields.TryNext(out ReadOnlySpan<byte> rank)
                || !fields.TryNext(out ReadOnlySpan<byte> score)
                || !fields.TryNext(out ReadOnlySpan<byte> lineTag)
                || fields.TryNext(out _))
            {
                throw reader.Error(line, $"{Expected}, not {FieldReader.Count(line, Columns)}. {TabsHint}");
            }

            table.Add(queryId, documentId, (ParseNumber(reader, rank, "4 (rank)"), ParseNumber(reader, score, "5 (score)")));
            if (!lineTag.SequenceEqual(tag))
            {
                tag = lineTag.ToArray();
            }
        }

        table.RefuseDuplicates("ranks");
        var run = new Run(name ?? (tag.Length > 0 ? Encoding.UTF8.GetString(tag) : nameWithoutLines));
        foreach (string queryId in table.QueryIds)
        {
            run.AddChecked(queryId, InOrderOfRank(table.Select(queryId, static (id, value) => (value.Rank, new ScoredDocument(id, value.Score)))));
        }

        return run;
    }

    private static ScoredDocument[] InOrderOfRank((double Rank, ScoredDocument Document)[] lines)
    {
        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i].Rank < lines[i - 1].Rank)
            {
                return [.. lines.OrderBy(static line => line.Rank).Select(static line => line.Document)];
            }
        }

        return Array.ConvertAll(lines, static line => line.Document);
    }

    private static double ParseNumber(LineReader reader, ReadOnlySpan<byte> text, string column)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, Style, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : throw reader.Error(text, $"Expected a finite decimal number such as 12.5 or -1e-3 in column {column}. {TabsHint}");
    }

    private static void Write(Run run, TextWriter writer, TieRule ties)
    {
        char separator = Separator(run);
        foreach (string queryId in run.QueryIds)
        {
            int rank = 0;
            foreach (ScoredDocument document in run.GetRanking(queryId, ties))
            {
                writer.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{queryId}{separator}Q0{separator}{document.Id}{separator}{++rank}{separator}{document.Score:R}{separator}{run.Name}"));
            }
        }
    }

    private static char Separator(Run run)
    {
        bool needsTabs = OutputColumns.NeedsTabs(run.Name, "run name", "Make the Run with another name.");
        foreach (string queryId in run.QueryIds)
        {
            needsTabs |= OutputColumns.FirstNeedsTabs(queryId, "query id", "Use other ids.");
            foreach (ScoredDocument document in run.Documents(queryId)!)
            {
                needsTabs |= OutputColumns.NeedsTabs(document.Id, "document id", "Use other ids.");
            }
        }

        return needsTabs ? '\t' : ' ';
    }
}
