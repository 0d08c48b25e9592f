namespace RerankKit.Remote;

/// <summary>Reads the lines of server-sent events, as <see cref="ResponseBody"/> reads bodies. The limit is held while reading: a line without an end is not kept until it has one.</summary>
internal sealed class ServerSentLines(Stream stream, int limit) : IAsyncDisposable
{
    private const int FirstRead = 4096;
    private readonly PooledBuffer _buffer = new(Math.Min(limit, FirstRead) + 1);
    private int _consumed;
    private long _length;
    private bool _isAtEnd;

    /// <summary>Whether the stream has more bytes than are read.</summary>
    public bool IsTooLong => _length > limit;

    /// <summary>The next line without its end, up to the next call; null at the end of the stream, and where it <see cref="IsTooLong"/>.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        int searched = 0;
        while (true)
        {
            ReadOnlyMemory<byte> rest = _buffer.Memory[_consumed..];

            // Each of the three line ends of the standard; "\r\n" gives an empty line more, which means nothing to anybody here.
            int end = rest.Span[searched..].IndexOfAny((byte)'\r', (byte)'\n');
            if (end >= 0)
            {
                return Take(searched + end, 1);
            }

            if (IsTooLong || _isAtEnd)
            {
                // Not null by itself: that is also an empty line here.
                return rest.IsEmpty || IsTooLong ? default(ReadOnlyMemory<byte>?) : Take(rest.Length, 0);
            }

            searched = rest.Length;
            _buffer.Drop(_consumed);
            _consumed = 0;
            Memory<byte> free = _buffer.GetMemory();
            int read = await stream.ReadAsync(free[..(int)Math.Min(free.Length, limit + 1L - _length)], cancellationToken).ConfigureAwait(false);
            _buffer.Advance(read);
            _length += read;
            _isAtEnd = read == 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _buffer.Dispose();
        await stream.DisposeAsync().ConfigureAwait(false);
    }

    private ReadOnlyMemory<byte> Take(int length, int lineEnd)
    {
        int start = _consumed;
        _consumed += length + lineEnd;
        NonFiniteNumbers.Blank(_buffer.Written.Slice(start, length));
        return _buffer.Memory.Slice(start, length);
    }
}
