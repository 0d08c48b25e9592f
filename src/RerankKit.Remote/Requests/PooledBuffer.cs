using System.Buffers;
using System.Text.Encodings.Web;

namespace RerankKit.Remote;

/// <summary>Bytes in an array of the pool, which gets it back when the last of those that use it lets go.</summary>
/// <remarks>An HTTP handler may still be sending when its caller has an answer, or has given up; the array must not be somebody else's by then.</remarks>
internal sealed class PooledBuffer(int capacity) : IBufferWriter<byte>, IDisposable
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private byte[] _array = ArrayPool<byte>.Shared.Rent(capacity);
    private int _users = 1;
    private int _disposed;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _array.AsSpan(0, Length);

    /// <summary>What is in it, to be changed in its place.</summary>
    public Span<byte> Written => _array.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => _array.AsMemory(0, Length);

    /// <summary>A body of JSON, which escapes what it has to and nothing more: it is no part of a page.</summary>
    public static PooledBuffer Of(JsonObject json)
    {
        var buffer = new PooledBuffer(4096);
        using var writer = new Utf8JsonWriter(buffer, WriterOptions);
        json.WriteTo(writer);
        return buffer;
    }

    /// <summary>Takes part in the use; false when everybody has let go already.</summary>
    public bool TryShare()
    {
        int users = Volatile.Read(ref _users);
        while (users > 0)
        {
            int seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
            {
                return true;
            }

            users = seen;
        }

        return false;
    }

    /// <summary>Ends a use that <see cref="TryShare"/> began.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            byte[] array = _array;
            _array = [];
            Length = 0;
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    public void Clear() => Length = 0;

    /// <summary>Removes bytes from the beginning.</summary>
    public void Drop(int count)
    {
        if (count > 0)
        {
            Span[count..].CopyTo(_array);
            Length -= count;
        }
    }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _array.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _array.AsSpan(Length);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            Release();
        }
    }

    private void Reserve(int count)
    {
        if (_array.Length - Length < count)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(checked((int)Math.Max((long)Length + count, Math.Min(2L * _array.Length, Array.MaxLength))));
            Span.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_array);
            _array = larger;
        }
    }
}
