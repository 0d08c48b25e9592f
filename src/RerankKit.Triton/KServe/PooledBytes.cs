using System.Buffers;

namespace RerankKit.Triton;

/// <summary>Bytes in memory of the pool, written one after the other.</summary>
internal sealed class PooledBytes(int capacity) : IBufferWriter<byte>, IDisposable
{
    private byte[] _array = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Memory => _array.AsMemory(0, Length);

    public Span<byte> Span => _array.AsSpan(0, Length);

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

    /// <summary>Appends room for <paramref name="count"/> bytes, whatever they are.</summary>
    public Span<byte> Append(int count)
    {
        Reserve(count);
        Length += count;
        return _array.AsSpan(Length - count, count);
    }

    public void Dispose()
    {
        byte[] array = _array;
        (_array, Length) = ([], 0);
        if (array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    private void Reserve(int count)
    {
        if (_array.Length - Length < count)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(checked(Length + Math.Max(count, Length)));
            Span.CopyTo(larger);
            byte[] old = _array;
            _array = larger;
            ArrayPool<byte>.Shared.Return(old);
        }
    }
}
