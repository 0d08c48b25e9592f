using System.Globalization;
using System.Text;

namespace RerankKit.Evaluation;

/// <summary>Reads and writes judgements in the TREC format (<c>qid iter docid rel</c>) and in BEIR's (tabs, with a header line).</summary>
/// <remarks>
/// The format is recognised by the first line: BEIR's starts with the header column <c>query-id</c>. Gzip is recognised by its
/// content; BOM and CRLF are tolerated; blank lines are skipped, and in the TREC format lines that start with <c>#</c>.
/// Grades are whole numbers; <c>1.0</c> is one too.
/// </remarks>
public static class QrelsFile
{
    private const string ExpectedTrec = "Expected 4 columns 'qid iter docid rel' (or BEIR's header 'query-id<tab>corpus-id<tab>score' on the first line)";
    private const string ExpectedBeir = "Expected 3 columns 'query-id corpus-id score' separated by tabs";
    private const string BeirHeader = "query-id\tcorpus-id\tscore";

    /// <summary>Reads judgements.</summary>
    /// <param name="path">The file; plain or gzip.</param>
    /// <returns>The judgements, queries and documents in file order.</returns>
    /// <exception cref="EvaluationFormatException">A line cannot be read, or a pair is judged twice.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static Qrels Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var reader = new LineReader(path);
        return Read(reader);
    }

    /// <summary>Reads judgements from a stream, which is left open.</summary>
    /// <param name="stream">The text, or its gzip.</param>
    /// <param name="fileName">What messages call the stream.</param>
    /// <returns>The judgements, queries and documents in file order.</returns>
    /// <exception cref="EvaluationFormatException">A line cannot be read, or a pair is judged twice.</exception>
    public static Qrels Read(Stream stream, string fileName = "qrels")
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = new LineReader(stream, fileName, leaveOpen: true);
        return Read(reader);
    }

    /// <summary>Writes judgements.</summary>
    /// <param name="qrels">The judgements.</param>
    /// <param name="path">The file, replaced in one step; packed when it ends in <c>.gz</c>.</param>
    /// <param name="format">The format.</param>
    /// <exception cref="ArgumentException">An id is empty or holds whitespace.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(Qrels qrels, string path, QrelsFormat format = QrelsFormat.Trec)
    {
        ArgumentNullException.ThrowIfNull(qrels);
        ArgumentException.ThrowIfNullOrEmpty(path);
        OutputFile.Write(path, writer => Write(qrels, writer, format));
    }

    /// <summary>Writes judgements to a stream, which is left open.</summary>
    /// <param name="qrels">The judgements.</param>
    /// <param name="stream">Receives UTF-8 text.</param>
    /// <param name="format">The format.</param>
    /// <exception cref="ArgumentException">An id is empty or holds whitespace.</exception>
    public static void Write(Qrels qrels, Stream stream, QrelsFormat format = QrelsFormat.Trec)
    {
        ArgumentNullException.ThrowIfNull(qrels);
        ArgumentNullException.ThrowIfNull(stream);
        OutputFile.Write(stream, writer => Write(qrels, writer, format));
    }

    private static Qrels Read(LineReader reader)
    {
        var table = new EntryTable<int>(reader);
        bool isFirst = true;
        bool isBeir = false;
        while (reader.TryReadLine(out ReadOnlySpan<byte> line))
        {
            if (isFirst && IsBeirHeader(line))
            {
                isBeir = true;
            }
            else if (isBeir)
            {
                AddBeirLine(table, reader, line);
            }
            else
            {
                AddTrecLine(table, reader, line);
            }

            isFirst = false;
        }

        table.RefuseDuplicates("judges");
        var qrels = new Qrels();
        foreach (string queryId in table.QueryIds)
        {
            foreach ((string documentId, int grade) in table.Select(queryId, static (id, grade) => (id, grade)))
            {
                qrels.Add(queryId, documentId, grade);
            }
        }

        return qrels;
    }

    private static bool IsBeirHeader(ReadOnlySpan<byte> line) =>
        new FieldReader(line).TryNext(out ReadOnlySpan<byte> first) && Ascii.EqualsIgnoreCase(first, "query-id"u8);

    private static void AddTrecLine(EntryTable<int> table, LineReader reader, ReadOnlySpan<byte> line)
    {
        var fields = new FieldReader(line);
        if (!fields.TryNext(out ReadOnlySpan<byte> queryId) || queryId[0] == (byte)'#')
        {
            return;
        }

        if (!fields.TryNext(out _)
            || !fields.TryNext(out ReadOnlySpan<byte> documentId)
            || !fields.TryNext(out ReadOnlySpan<byte> grade)
            || fields.TryNext(out _))
        {
            throw reader.Error(line, $"{ExpectedTrec}, not {FieldReader.Count(line)}.");
        }

        table.Add(queryId, documentId, ParseGrade(reader, grade, 4));
    }

    private static void AddBeirLine(EntryTable<int> table, LineReader reader, ReadOnlySpan<byte> line)
    {
        var fields = new FieldReader(line);
        if (!fields.TryNextTabbed(out ReadOnlySpan<byte> queryId)
            || !fields.TryNextTabbed(out ReadOnlySpan<byte> documentId)
            || !fields.TryNextTabbed(out ReadOnlySpan<byte> grade)
            || fields.TryNextTabbed(out _)
            || queryId.IsEmpty
            || documentId.IsEmpty)
        {
            throw reader.Error(line, $"{ExpectedBeir}.");
        }

        table.Add(queryId, documentId, ParseGrade(reader, grade.Trim((byte)' '), 3));
    }

    private static int ParseGrade(LineReader reader, ReadOnlySpan<byte> text, int column)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int grade))
        {
            return grade;
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out decimal number)
            && decimal.IsInteger(number)
            && number is >= int.MinValue and <= int.MaxValue
            ? (int)number
            : throw reader.Error(text, string.Create(CultureInfo.InvariantCulture, $"Expected a whole number in column {column} (the grade)."));
    }

    private static void Write(Qrels qrels, TextWriter writer, QrelsFormat format)
    {
        const string Remedy = "Use ids without whitespace.";
        bool isBeir = format switch
        {
            QrelsFormat.Trec => false,
            QrelsFormat.Beir => true,
            _ => throw Throw.OutOfRange(format, "Trec or Beir", nameof(format)),
        };
        if (isBeir)
        {
            writer.WriteLine(BeirHeader);
        }

        foreach (string queryId in qrels.QueryIds)
        {
            OutputFile.FirstColumn(queryId, "query id", Remedy);
            foreach ((string documentId, int grade) in qrels.Judgements(queryId).Grades)
            {
                OutputFile.Column(documentId, "document id", Remedy);
                writer.WriteLine(isBeir
                    ? string.Create(CultureInfo.InvariantCulture, $"{queryId}\t{documentId}\t{grade}")
                    : string.Create(CultureInfo.InvariantCulture, $"{queryId} 0 {documentId} {grade}"));
            }
        }
    }
}
