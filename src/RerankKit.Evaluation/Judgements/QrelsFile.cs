using System.Globalization;
using System.Text;

namespace RerankKit.Evaluation;

/// <summary>Reads and writes judgements in the TREC format (<c>qid iter docid rel</c>) and in BEIR's (tabs, with a header line).</summary>
/// <remarks>
/// Where the first line starts with the header column <c>query-id</c>, every other one has BEIR's columns; without it a line with exactly
/// two tabs has them, and any other one is in the TREC format. A line with exactly three tabs, or BEIR's two, is cut at its tabs, so that ids may hold blanks. Gzip is recognised by its
/// content; BOM and CRLF are tolerated; blank lines are skipped, and without the header lines that start with <c>#</c>.
/// Grades are whole numbers; <c>1.0</c> is one too.
/// </remarks>
public static class QrelsFile
{
    private const string ExpectedTrec = "Expected 4 columns 'qid iter docid rel', or BEIR's 3 'query-id corpus-id score' separated by tabs";
    private const string ExpectedBeir = "Expected 3 columns 'query-id corpus-id score' separated by tabs";
    private const int TrecColumns = 4;
    private const int BeirColumns = 3;
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

    /// <summary>Writes judgements. Between the columns stand blanks, or tabs in BEIR's format and where an id holds a blank.</summary>
    /// <param name="qrels">The judgements.</param>
    /// <param name="path">The file, replaced in one step; packed when it ends in <c>.gz</c>.</param>
    /// <param name="format">The format.</param>
    /// <exception cref="ArgumentException">An id is empty, holds a tab or the end of a line, has blanks around it, or makes a comment of its line.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(Qrels qrels, string path, QrelsFormat format = QrelsFormat.Trec)
    {
        ArgumentNullException.ThrowIfNull(qrels);
        ArgumentException.ThrowIfNullOrEmpty(path);
        OutputFile.Write(path, writer => Write(qrels, writer, format));
    }

    /// <summary>Writes judgements to a stream, which is left open; see <see cref="Write(Qrels, string, QrelsFormat)"/>.</summary>
    /// <param name="qrels">The judgements.</param>
    /// <param name="stream">Receives UTF-8 text.</param>
    /// <param name="format">The format.</param>
    /// <exception cref="ArgumentException">An id is empty, holds a tab or the end of a line, has blanks around it, or makes a comment of its line.</exception>
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
            else if (isBeir || (FieldReader.IsTabbedLine(line, BeirColumns) && !line.StartsWith((byte)'#')))
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
        new FieldReader(line, BeirColumns).TryNext(out ReadOnlySpan<byte> first) && Ascii.EqualsIgnoreCase(first, "query-id"u8);

    private static void AddTrecLine(EntryTable<int> table, LineReader reader, ReadOnlySpan<byte> line)
    {
        var fields = new FieldReader(line, TrecColumns);
        if (fields.TryNext(out ReadOnlySpan<byte> queryId) && queryId[0] == (byte)'#')
        {
            return;
        }

        if (queryId.IsEmpty
            || !fields.TryNext(out _)
            || !fields.TryNext(out ReadOnlySpan<byte> documentId)
            || !fields.TryNext(out ReadOnlySpan<byte> grade)
            || fields.TryNext(out _))
        {
            throw reader.Error(line, $"{ExpectedTrec}, not {FieldReader.Count(line, TrecColumns)}. Where an id holds blanks, put tabs between the columns.");
        }

        table.Add(queryId, documentId, ParseGrade(reader, grade, 4));
    }

    private static void AddBeirLine(EntryTable<int> table, LineReader reader, ReadOnlySpan<byte> line)
    {
        var fields = new FieldReader(line, BeirColumns);
        if (!fields.IsTabbed
            || !fields.TryNext(out ReadOnlySpan<byte> queryId)
            || !fields.TryNext(out ReadOnlySpan<byte> documentId)
            || !fields.TryNext(out ReadOnlySpan<byte> grade))
        {
            throw reader.Error(line, $"{ExpectedBeir}.");
        }

        table.Add(queryId, documentId, ParseGrade(reader, grade, 3));
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
            : throw reader.Error(text, Invariant($"Expected a whole number in column {column} (the grade)."));
    }

    private static void Write(Qrels qrels, TextWriter writer, QrelsFormat format)
    {
        bool isBeir = format switch
        {
            QrelsFormat.Trec => false,
            QrelsFormat.Beir => true,
            _ => throw Throw.OutOfRange(format, "Trec or Beir", nameof(format)),
        };
        char separator = Separator(qrels, isBeir);
        string iteration = "";
        if (isBeir)
        {
            writer.WriteLine(BeirHeader);
        }
        else
        {
            iteration = $"0{separator}";
        }

        foreach (string queryId in qrels.QueryIds)
        {
            foreach ((string documentId, int grade) in qrels.Judgements(queryId).Grades)
            {
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{queryId}{separator}{iteration}{documentId}{separator}{grade}"));
            }
        }
    }

    // Under BEIR's header no line is a comment.
    private static char Separator(Qrels qrels, bool isBeir)
    {
        const string Remedy = "Use other ids.";
        bool needsTabs = isBeir;
        foreach (string queryId in qrels.QueryIds)
        {
            needsTabs |= isBeir ? OutputColumns.NeedsTabs(queryId, "query id", Remedy) : OutputColumns.FirstNeedsTabs(queryId, "query id", Remedy);
            foreach (string documentId in qrels.Judgements(queryId).Grades.Keys)
            {
                needsTabs |= OutputColumns.NeedsTabs(documentId, "document id", Remedy);
            }
        }

        return needsTabs ? '\t' : ' ';
    }
}
