using System.Buffers;
using System.IO.Compression;
using System.Text;

namespace RerankKit.Evaluation;

/// <summary>Reads a file line by line as UTF-8 bytes; unpacks gzip whatever the file is called; drops BOM and CR; skips blank lines.</summary>
internal sealed class LineReader : IDisposable
{
    private const int FirstBufferSize = 1 << 16;

    // GZipStream takes a file that was cut off for a whole one. A packed last line put behind the file arrives only when nothing is missing.
    private static readonly byte[] LastLine = "end of the packed file\0"u8.ToArray();
    private static readonly byte[] PackedLastLine = Pack([(byte)'\n', .. LastLine]);

    private readonly Stream _stream;
    private readonly bool _isPacked;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBufferSize);
    private int _start;
    private int _end;
    private bool _isAtEnd;
    private bool _isWhole;

    public LineReader(string path)
        : this(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0), path, leaveOpen: false)
    {
    }

    public LineReader(Stream stream, string file, bool leaveOpen)
    {
        File = file;
        byte[] magic = new byte[2];
        int length = stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        _isPacked = magic is [0x1F, 0x8B];
        var whole = new EnclosedStream(magic.AsMemory(0, length), stream, _isPacked ? PackedLastLine : default(ReadOnlyMemory<byte>), leaveOpen);
        _stream = _isPacked ? new GZipStream(whole, CompressionMode.Decompress) : whole;
    }

    public string File { get; }

    /// <summary>The number of the line read last, from 1.</summary>
    public int LineNumber { get; private set; }

    /// <summary>Reads the next line that is not blank. The span lives until the next call.</summary>
    public bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        while (TryReadRawLine(out line))
        {
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
            throw Damaged("it ends too early, or something else follows it", innerException: null);
        }

        _isWhole = true;
        _start = _end;
    }

    private EvaluationFormatException Damaged(string how, Exception? innerException) =>
        new(File, LineNumber + 1, "", $"The gzip data is damaged: {how}. Get the file again.", innerException);

    private void Fill()
    {
        int kept = _end - _start;
        if (kept == _buffer.Length)
        {
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
            throw Damaged(exception.Message.TrimEnd('.'), exception);
        }
    }
}
