using System.Buffers;
using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RerankKit.Models;

/// <summary>How a file keeps floating-point numbers, little-endian.</summary>
internal sealed class StoredFloats
{
    private const int ChunkBytes = 1 << 18;
    private readonly int _size;
    private readonly Action<byte[], Span<float>>? _widen;

    private StoredFloats(int size, Action<byte[], Span<float>>? widen) => (_size, _widen) = (size, widen);

    public static StoredFloats Float { get; } = new(sizeof(float), widen: null);

    public static StoredFloats Float16 { get; } = new(sizeof(ushort), static (bytes, values) => FloatWidening.FromFloat16(Halves(bytes, values.Length), values));

    public static StoredFloats BFloat16 { get; } = new(sizeof(ushort), static (bytes, values) => FloatWidening.FromBFloat16(Halves(bytes, values.Length), values));

    /// <summary>Bytes of so many numbers.</summary>
    public long Bytes(long count) => count * _size;

    /// <summary>Reads numbers, a piece at a time, so that it is near the processor when it is looked at.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">The first byte there.</param>
    /// <param name="destination">The numbers.</param>
    /// <returns>False where one of them is not finite.</returns>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public bool Read(SafeFileHandle file, long offset, Span<float> destination)
    {
        byte[] buffer = _widen is null ? [] : ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            while (!destination.IsEmpty)
            {
                Span<float> values = destination[..Math.Min(destination.Length, ChunkBytes / _size)];
                Span<byte> bytes = _widen is null ? MemoryMarshal.AsBytes(values) : buffer.AsSpan(0, values.Length * _size);
                ReadBytes(file, offset, bytes);
                Widen(buffer, values);
                if (!TensorPrimitives.IsFiniteAll<float>(values))
                {
                    return false;
                }

                offset += bytes.Length;
                destination = destination[values.Length..];
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads bytes, all of them.</summary>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public static void ReadBytes(SafeFileHandle file, long offset, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int count = RandomAccess.Read(file, bytes, offset);
            if (count == 0)
            {
                throw new EndOfStreamException(Invariant($"the file ends at {offset}, {bytes.Length} bytes too early"));
            }

            offset += count;
            bytes = bytes[count..];
        }
    }

    private void Widen(byte[] bytes, Span<float> values)
    {
        if (_widen is not null)
        {
            _widen(bytes, values);
        }
        else if (!BitConverter.IsLittleEndian)
        {
            Span<int> bits = MemoryMarshal.Cast<float, int>(values);
            BinaryPrimitives.ReverseEndianness(bits, bits);
        }
    }

    private static Span<ushort> Halves(byte[] bytes, int count)
    {
        Span<ushort> halves = MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan())[..count];
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(halves, halves);
        }

        return halves;
    }
}
