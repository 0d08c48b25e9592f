using System.Buffers;

namespace RerankKit.Evaluation;

/// <summary>Lines of a stream with the places where they begin; what follows the last end of a line is none.</summary>
/// <param name="stream">The stream; not owned.</param>
/// <param name="checkLong">Is shown the beginning of a line before more memory is taken for it.</param>
internal sealed class StreamLines(Stream stream, Action<ReadOnlySpan<byte>>? checkLong = null) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
    private int _start;
    private int _end;
    private long _position;

    public bool TryRead(out long start, out ReadOnlySpan<byte> line)
    {
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = _buffer.AsSpan(_start, searched + length);
                start = _position;
                _start += line.Length + 1;
                _position += line.Length + 1;
                return true;
            }

            searched = _end - _start;
            if (!Fill())
            {
                line = default;
                start = _position;
                return false;
            }
        }
    }

    /// <summary>What follows the last end of a line, once.</summary>
    public ReadOnlySpan<byte> TakeRest()
    {
        ReadOnlySpan<byte> rest = _buffer.AsSpan(_start, _end - _start);
        _start = _end;
        return rest;
    }

    public void Dispose()
    {
        byte[] buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool Fill()
    {
        int kept = _end - _start;
        byte[] target = _buffer;
        if (kept == _buffer.Length)
        {
            checkLong?.Invoke(_buffer);
            target = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        }

        _buffer.AsSpan(_start, kept).CopyTo(target);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        _start = 0;
        _end = kept;
        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }
}
