using System.Buffers;
using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace RerankKit.Models;

/// <summary>How a file keeps floating-point numbers, little-endian.</summary>
internal sealed class StoredFloats
{
    private const int ChunkBytes = 1 << 18;
    private readonly int _size;
    private readonly Action<byte[], Span<float>> _widen;

    private StoredFloats(int size, Action<byte[], Span<float>> widen) => (_size, _widen) = (size, widen);

    public static StoredFloats Float { get; } = new(sizeof(float), static (bytes, values) =>
    {
        Span<int> bits = MemoryMarshal.Cast<float, int>(values);
        MemoryMarshal.Cast<byte, int>(bytes)[..bits.Length].CopyTo(bits);
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(bits, bits);
        }
    });

    public static StoredFloats Float16 { get; } = new(sizeof(ushort), static (bytes, values) => FloatWidening.FromFloat16(Halves(bytes, values.Length), values));

    public static StoredFloats BFloat16 { get; } = new(sizeof(ushort), static (bytes, values) => FloatWidening.FromBFloat16(Halves(bytes, values.Length), values));

    /// <summary>Bytes of so many numbers.</summary>
    public long Bytes(long count) => count * _size;

    /// <summary>Reads numbers from where a stream is, a piece at a time.</summary>
    /// <returns>False where one of them is not finite.</returns>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public bool Read(Stream stream, Span<float> destination)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            while (!destination.IsEmpty)
            {
                Span<float> values = destination[..Math.Min(destination.Length, ChunkBytes / _size)];
                stream.ReadExactly(buffer, 0, values.Length * _size);
                _widen(buffer, values);
                if (!TensorPrimitives.IsFiniteAll<float>(values))
                {
                    return false;
                }

                destination = destination[values.Length..];
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
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
