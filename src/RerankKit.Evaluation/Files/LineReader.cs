using System.Buffers;
using System.IO.Compression;
using System.Text;

namespace RerankKit.Evaluation;

/// <summary>Reads a file line by line as UTF-8 bytes; unpacks gzip whatever the file is called; converts UTF-16 and UTF-32 with a BOM; drops BOM and CR; skips blank lines.</summary>
internal sealed class LineReader : IDisposable
{
    private const int FirstBufferSize = 1 << 16;

    // GZipStream takes a file that was cut off for a whole one. A packed last line put behind the file arrives only when nothing is missing.
    private static readonly byte[] LastLine = "end of the packed file\0"u8.ToArray();
    private static readonly byte[] PackedLastLine = Pack([(byte)'\n', .. LastLine]);

    private readonly Stream _stream;
    private readonly bool _isPacked;
    private readonly string? _problem;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBufferSize);
    private int _start;
    private int _end;
    private bool _isAtEnd;
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
            if (FileSignature.ProblemOfLine(line, LineNumber + 1) is { } problem)
            {
                throw Damaged(problem);
            }

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
        byte[] buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool TryReadRawLine(out ReadOnlySpan<byte> line)
    {
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = _buffer.AsSpan(_start, searched + length);
                _start += searched + length + 1;
                return true;
            }

            searched = _end - _start;
            if (_isAtEnd)
            {
                if (_isPacked)
                {
                    RequireLastLine();
                    line = default;
                    return false;
                }

                line = _buffer.AsSpan(_start, searched);
                _start = _end;
                return searched > 0;
            }

            Fill();
        }
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

    private void RequireLastLine()
    {
        if (!_isWhole && !_buffer.AsSpan(_start, _end - _start).SequenceEqual(LastLine))
        {
            throw DamagedGzip("it ends too early, or something else follows it");
        }

        _isWhole = true;
        _start = _end;
    }

    private static FileStream Open(string path) =>
        Directory.Exists(path)
            ? throw new IOException($"'{path}' is a folder, and a file is expected. Name a file in it.")
            : new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);

    private EvaluationFormatException DamagedGzip(string how, Exception? innerException = null) =>
        Damaged($"The gzip data is damaged: {how}. Get the file again.", innerException);

    private EvaluationFormatException Damaged(string problem, Exception? innerException = null) => new(File, LineNumber + 1, "", problem, innerException);

    private void Fill()
    {
        int kept = _end - _start;
        if (kept == _buffer.Length)
        {
            // What is not text may have no end of a line before memory ends.
            if (FileSignature.ProblemOfLine(_buffer.AsSpan(0, kept), LineNumber + 1) is { } problem)
            {
                throw Damaged(problem);
            }

            byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.AsSpan(0, kept).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        else if (_start > 0)
        {
            _buffer.AsSpan(_start, kept).CopyTo(_buffer);
        }

        _start = 0;
        _end = kept;
        try
        {
            int read = _stream.Read(_buffer, _end, _buffer.Length - _end);
            _isAtEnd = read == 0;
            _end += read;
        }
        catch (InvalidDataException exception)
        {
            throw DamagedGzip(exception.Message.TrimEnd('.'), exception);
        }
        catch (DecoderFallbackException exception)
        {
            throw Damaged("The bytes behind the byte order mark are not in its encoding. Convert the file to UTF-8.", exception);
        }
    }
}
