using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RerankKit;

/// <summary>A 128-bit digest of content. The same content has the same digest on every machine.</summary>
/// <param name="Low">The lower half.</param>
/// <param name="High">The higher half.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Hash128(ulong Low, ulong High)
{
    // A seed of their own keeps "no text" apart from every text, the empty one included.
    private const ulong NullSeed = 1;

    /// <summary>The digest of a text's UTF-16 code units, little-endian; null has a digest of its own.</summary>
    public static Hash128 Of(string? text)
    {
        if (text is null)
        {
            return XxHash3.Hash128([], NullSeed);
        }

        ReadOnlySpan<char> chars = text;
        return BitConverter.IsLittleEndian ? XxHash3.Hash128(MemoryMarshal.AsBytes(chars)) : OfSwapped(chars);
    }

    /// <summary>The digest of this digest followed by another: how the fields of a key are chained.</summary>
    public Hash128 Then(Hash128 next) => XxHash3.Hash128(this, next);

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
        Hash128 hash = XxHash3.Hash128(MemoryMarshal.AsBytes(swapped));
        ArrayPool<char>.Shared.Return(buffer);
        return hash;
    }
}
