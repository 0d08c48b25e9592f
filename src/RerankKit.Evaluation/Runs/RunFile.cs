using System.Globalization;
using System.Text;

namespace RerankKit.Evaluation;

/// <summary>Reads and writes runs in the TREC format: <c>qid Q0 docid rank score tag</c>, separated by whitespace.</summary>
/// <remarks>
/// Read as trec_eval reads: the second and the rank column are ignored, anything after the tag too; blank lines and lines that
/// start with <c>#</c> are skipped. Beyond that: gzip is recognised by its content, BOM and CRLF are tolerated, and a score
/// that is not a finite number is refused.
/// </remarks>
public static class RunFile
{
    private const string Expected = "Expected 6 columns 'qid Q0 docid rank score tag'";

    /// <summary>Reads a run.</summary>
    /// <param name="path">The file; plain or gzip.</param>
    /// <param name="name">The run's name; null takes the tag of the last line, as trec_eval does, or the file's name when there is no line.</param>
    /// <returns>The run, queries and documents in file order.</returns>
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
    /// <returns>The run, queries and documents in file order.</returns>
    /// <exception cref="EvaluationFormatException">A line cannot be read, or a query lists a document twice.</exception>
    public static Run Read(Stream stream, string? name = null, string fileName = "run")
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = new LineReader(stream, fileName, leaveOpen: true);
        return Read(reader, name, "run");
    }

    /// <summary>Writes a run: queries in their order, documents by score, best first, so that the rank column agrees with the evaluation. A query without documents has no line.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">The file, replaced in one step; packed when it ends in <c>.gz</c>.</param>
    /// <param name="ties">The rule for equal scores; not a bound.</param>
    /// <exception cref="ArgumentException">An id or the run's name is empty or holds whitespace.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(Run run, string path, TieRule ties = TieRule.TrecEval)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentException.ThrowIfNullOrEmpty(path);
        OutputFile.Write(path, writer => Write(run, writer, ties));
    }

    /// <summary>Writes a run to a stream, which is left open.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stream">Receives UTF-8 text.</param>
    /// <param name="ties">The rule for equal scores; not a bound.</param>
    /// <exception cref="ArgumentException">An id or the run's name is empty or holds whitespace.</exception>
    public static void Write(Run run, Stream stream, TieRule ties = TieRule.TrecEval)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(stream);
        OutputFile.Write(stream, writer => Write(run, writer, ties));
    }

    private static Run Read(LineReader reader, string? name, string nameWithoutLines)
    {
        var table = new EntryTable<double>(reader);
        byte[] tag = [];
        while (reader.TryReadLine(out ReadOnlySpan<byte> line))
        {
            var fields = new FieldReader(line);
            if (!fields.TryNext(out ReadOnlySpan<byte> queryId) || queryId[0] == (byte)'#')
            {
                continue;
            }

            if (!fields.TryNext(out _)
                || !fields.TryNext(out ReadOnlySpan<byte> documentId)
                || !fields.TryNext(out _)
                || !fields.TryNext(out ReadOnlySpan<byte> score)
                || !fields.TryNext(out ReadOnlySpan<byte> lineTag))
            {
                throw reader.Error(line, $"{Expected}, not {FieldReader.Count(line)}.");
            }

            table.Add(queryId, documentId, ParseScore(reader, score));
            if (!lineTag.SequenceEqual(tag))
            {
                tag = lineTag.ToArray();
            }
        }

        table.RefuseDuplicates("ranks");
        var run = new Run(name ?? (tag.Length > 0 ? Encoding.UTF8.GetString(tag) : nameWithoutLines));
        foreach (string queryId in table.QueryIds)
        {
            run.AddChecked(queryId, table.Select(queryId, static (id, score) => new ScoredDocument(id, score)));
        }

        return run;
    }

    private static double ParseScore(LineReader reader, ReadOnlySpan<byte> text)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, Style, CultureInfo.InvariantCulture, out double score) && double.IsFinite(score)
            ? score
            : throw reader.Error(text, "Expected a finite decimal number such as 12.5 or -1e-3 in column 5 (score).");
    }

    private static void Write(Run run, TextWriter writer, TieRule ties)
    {
        string tag = OutputFile.Column(run.Name, "run name", "Make the Run with a name without whitespace.");
        foreach (string queryId in run.QueryIds)
        {
            OutputFile.FirstColumn(queryId, "query id", "Use ids without whitespace and without a leading '#'.");
            int rank = 0;
            foreach (ScoredDocument document in run.GetRanking(queryId, ties))
            {
                OutputFile.Column(document.Id, "document id", "Use ids without whitespace.");
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{queryId} Q0 {document.Id} {++rank} {document.Score:R} {tag}"));
            }
        }
    }
}
