using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace RerankKit;

/// <summary>A 128-bit digest of content (XXH3). The same content has the same digest on every machine.</summary>
/// <remarks>
/// Fast and well spread, but no cryptographic hash: who chooses both inputs can make them collide. It belongs in keys whose owner gains
/// nothing from a collision.
/// </remarks>
/// <param name="Low">The lower half.</param>
/// <param name="High">The higher half.</param>
internal readonly record struct Hash128(ulong Low, ulong High)
{
    // A seed of their own keeps "no text" apart from every text, the empty one included.
    private const long NullSeed = 1;

    /// <summary>The digest of a text's UTF-16 code units, little-endian; null has a digest of its own.</summary>
    public static Hash128 Of(string? text)
    {
        if (text is null)
        {
            return OfBytes([], NullSeed);
        }

        ReadOnlySpan<char> chars = text;
        return BitConverter.IsLittleEndian ? OfBytes(MemoryMarshal.AsBytes(chars)) : OfSwapped(chars);
    }

    /// <summary>The digest of bytes; another seed gives an unrelated digest.</summary>
    public static Hash128 OfBytes(ReadOnlySpan<byte> data, long seed = 0)
    {
        UInt128 hash = XxHash128.HashToUInt128(data, seed);
        return new((ulong)hash, (ulong)(hash >> 64));
    }

    /// <summary>The digest of this digest followed by another: how the fields of a key are chained.</summary>
    public Hash128 Then(Hash128 next)
    {
        Span<byte> bytes = stackalloc byte[32];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Low);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], High);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], next.Low);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], next.High);
        return OfBytes(bytes);
    }

    /// <summary>The digest of this digest followed by a text, or by its absence.</summary>
    public Hash128 Then(string? text) => Then(Of(text));

    /// <summary>The digest of this digest followed by a number.</summary>
    public Hash128 Then(long number) => Then(new Hash128((ulong)number, 0));

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Low;

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => $"{High:x16}{Low:x16}";

    private static Hash128 OfSwapped(ReadOnlySpan<char> chars)
    {
        char[] buffer = ArrayPool<char>.Shared.Rent(chars.Length);
        Span<char> swapped = buffer.AsSpan(0, chars.Length);
        BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<char, ushort>(chars), MemoryMarshal.Cast<char, ushort>(swapped));
        Hash128 hash = OfBytes(MemoryMarshal.AsBytes(swapped));
        ArrayPool<char>.Shared.Return(buffer);
        return hash;
    }
}
