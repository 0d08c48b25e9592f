using System.IO.Compression;
using System.Text;

namespace RerankKit.Evaluation;

/// <summary>Reads a file line by line as UTF-8 bytes; unpacks gzip whatever the file is called; converts UTF-16 and UTF-32 with a BOM; drops BOM and CR; skips blank lines.</summary>
internal sealed class LineReader : IDisposable
{
    // GZipStream takes a file that was cut off for a whole one. A packed last line put behind the file arrives only when nothing is missing.
    private static readonly byte[] LastLine = "end of the packed file\0"u8.ToArray();
    private static readonly byte[] PackedLastLine = Pack([(byte)'\n', .. LastLine]);

    private readonly Stream _stream;
    private readonly StreamLines _lines;
    private readonly bool _isPacked;
    private readonly string? _problem;
    private bool _isWhole;

    public LineReader(string path)
        : this(Open(path), path, leaveOpen: false)
    {
    }

    public LineReader(Stream stream, string file, bool leaveOpen)
    {
        File = file;
        byte[] start = new byte[FileSignature.Length];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        _problem = FileSignature.Problem(start);
        _isPacked = FileSignature.IsGzip(start);
        var whole = new EnclosedStream(start, stream, _isPacked ? PackedLastLine : default(ReadOnlyMemory<byte>), leaveOpen);
        _stream = _isPacked ? new GZipStream(whole, CompressionMode.Decompress)
            : FileSignature.MarkedEncoding(start) is { } encoding ? Encoding.CreateTranscodingStream(whole, encoding, Encoding.UTF8)
            : whole;
        _lines = new(_stream, RequireText);
    }

    public string File { get; }

    /// <summary>The number of the line read last, from 1.</summary>
    public int LineNumber { get; private set; }

    /// <summary>How many halves of surrogate pairs were replaced in what was read; counted by those who replace.</summary>
    public int ReplacedCharacters { get; set; }

    /// <summary>Reads the next line that is not blank. The span lives until the next call.</summary>
    /// <exception cref="EvaluationFormatException">The file is not text.</exception>
    public bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        if (_problem is not null)
        {
            throw Damaged(_problem);
        }

        while (TryReadRawLine(out line))
        {
            RequireText(line);
            LineNumber++;
            if (LineNumber == 1 && line.StartsWith(Encoding.UTF8.Preamble))
            {
                line = line[Encoding.UTF8.Preamble.Length..];
            }

            line = line.TrimEnd("\r"u8);
            if (line.IndexOfAnyExcept(FieldReader.Whitespace) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    public EvaluationFormatException Error(ReadOnlySpan<byte> text, string problem) =>
        new(File, LineNumber, Encoding.UTF8.GetString(text), problem);

    public void Dispose()
    {
        _stream.Dispose();
        _lines.Dispose();
    }

    private bool TryReadRawLine(out ReadOnlySpan<byte> line)
    {
        try
        {
            if (_lines.TryRead(out _, out line))
            {
                return true;
            }
        }
        catch (InvalidDataException exception)
        {
            throw DamagedGzip(exception.Message.TrimEnd('.'), exception);
        }
        catch (DecoderFallbackException exception)
        {
            throw Damaged("The bytes behind the byte order mark are not in its encoding. Convert the file to UTF-8.", exception);
        }

        line = _lines.TakeRest();
        if (!_isPacked || _isWhole)
        {
            return line.Length > 0;
        }

        _isWhole = line.SequenceEqual(LastLine);
        return _isWhole ? false : throw DamagedGzip("it ends too early, or something else follows it");
    }

    private static byte[] Pack(ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private static FileStream Open(string path) =>
        Directory.Exists(path)
            ? throw new IOException($"'{path}' is a folder, and a file is expected. Name a file in it.")
            : new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);

    private EvaluationFormatException DamagedGzip(string how, Exception? innerException = null) =>
        Damaged($"The gzip data is damaged: {how}. Get the file again.", innerException);

    private EvaluationFormatException Damaged(string problem, Exception? innerException = null) => new(File, LineNumber + 1, "", problem, innerException);

    // Long lines are looked at before they end: what is not text may have no end of a line before memory ends.
    private void RequireText(ReadOnlySpan<byte> line)
    {
        if (FileSignature.ProblemOfLine(line, LineNumber + 1) is { } problem)
        {
            throw Damaged(problem);
        }
    }
}
