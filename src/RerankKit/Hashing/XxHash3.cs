using System.Buffers.Binary;

namespace RerankKit;

/// <summary>XXH3, 128 bits, after the published specification (xxhash_spec.md, version 0.2.0).</summary>
/// <remarks>
/// Fast and well spread, but no cryptographic hash: who chooses both inputs can make them collide. It belongs in keys whose
/// owner gains nothing from a collision.
/// </remarks>
internal static partial class XxHash3
{
    private const uint Prime32A = 0x9E3779B1;
    private const uint Prime32B = 0x85EBCA77;
    private const uint Prime32C = 0xC2B2AE3D;
    private const ulong Prime64A = 0x9E3779B185EBCA87;
    private const ulong Prime64B = 0xC2B2AE3D27D4EB4F;
    private const ulong Prime64C = 0x165667B19E3779F9;
    private const ulong Prime64D = 0x85EBCA77C2B2AE63;
    private const ulong Prime64E = 0x27D4EB2F165667C5;
    private const ulong PrimeMixA = 0x165667919E3779F9;
    private const ulong PrimeMixB = 0x9FB21C651E98DF25;
    private const int SmallLimit = 16;
    private const int MediumLimit = 240;

    /// <summary>The default secret of the specification.</summary>
    private static ReadOnlySpan<byte> Secret =>
    [
        0xb8, 0xfe, 0x6c, 0x39, 0x23, 0xa4, 0x4b, 0xbe, 0x7c, 0x01, 0x81, 0x2c, 0xf7, 0x21, 0xad, 0x1c,
        0xde, 0xd4, 0x6d, 0xe9, 0x83, 0x90, 0x97, 0xdb, 0x72, 0x40, 0xa4, 0xa4, 0xb7, 0xb3, 0x67, 0x1f,
        0xcb, 0x79, 0xe6, 0x4e, 0xcc, 0xc0, 0xe5, 0x78, 0x82, 0x5a, 0xd0, 0x7d, 0xcc, 0xff, 0x72, 0x21,
        0xb8, 0x08, 0x46, 0x74, 0xf7, 0x43, 0x24, 0x8e, 0xe0, 0x35, 0x90, 0xe6, 0x81, 0x3a, 0x26, 0x4c,
        0x3c, 0x28, 0x52, 0xbb, 0x91, 0xc3, 0x00, 0xcb, 0x88, 0xd0, 0x65, 0x8b, 0x1b, 0x53, 0x2e, 0xa3,
        0x71, 0x64, 0x48, 0x97, 0xa2, 0x0d, 0xf9, 0x4e, 0x38, 0x19, 0xef, 0x46, 0xa9, 0xde, 0xac, 0xd8,
        0xa8, 0xfa, 0x76, 0x3f, 0xe3, 0x9c, 0x34, 0x3f, 0xf9, 0xdc, 0xbb, 0xc7, 0xc7, 0x0b, 0x4f, 0x1d,
        0x8a, 0x51, 0xe0, 0x4b, 0xcd, 0xb4, 0x59, 0x31, 0xc8, 0x9f, 0x7e, 0xc9, 0xd9, 0x78, 0x73, 0x64,
        0xea, 0xc5, 0xac, 0x83, 0x34, 0xd3, 0xeb, 0xc3, 0xc5, 0x81, 0xa0, 0xff, 0xfa, 0x13, 0x63, 0xeb,
        0x17, 0x0d, 0xdd, 0x51, 0xb7, 0xf0, 0xda, 0x49, 0xd3, 0x16, 0x55, 0x26, 0x29, 0xd4, 0x68, 0x9e,
        0x2b, 0x16, 0xbe, 0x58, 0x7d, 0x47, 0xa1, 0xfc, 0x8f, 0xf8, 0xb8, 0xd1, 0x7a, 0xd0, 0x31, 0xce,
        0x45, 0xcb, 0x3a, 0x8f, 0x95, 0x16, 0x04, 0x28, 0xaf, 0xd7, 0xfb, 0xca, 0xbb, 0x4b, 0x40, 0x7e,
    ];

    /// <summary>Hashes bytes.</summary>
    /// <param name="data">Any number of bytes.</param>
    /// <param name="seed">Another seed gives an unrelated hash.</param>
    /// <returns>The digest.</returns>
    public static Hash128 Hash128(ReadOnlySpan<byte> data, ulong seed = 0) => data.Length switch
    {
        <= SmallLimit => Small(data, seed),
        <= MediumLimit => Medium(data, seed),
        _ => Large(data, seed),
    };

    private static Hash128 Small(ReadOnlySpan<byte> data, ulong seed) => data.Length switch
    {
        0 => new(AvalancheXxh64(seed ^ Word(Secret, 64) ^ Word(Secret, 72)), AvalancheXxh64(seed ^ Word(Secret, 80) ^ Word(Secret, 88))),
        <= 3 => UpTo3(data, seed),
        <= 8 => UpTo8(data, seed),
        _ => UpTo16(data, seed),
    };

    private static Hash128 UpTo3(ReadOnlySpan<byte> data, ulong seed)
    {
        int length = data.Length;
        uint combined = data[^1] | ((uint)length << 8) | ((uint)data[0] << 16) | ((uint)data[length >> 1] << 24);
        uint swapped = uint.RotateLeft(BinaryPrimitives.ReverseEndianness(combined), 13);
        ulong low = ((HalfWord(Secret, 0) ^ HalfWord(Secret, 4)) + seed) ^ combined;
        ulong high = ((HalfWord(Secret, 8) ^ HalfWord(Secret, 12)) - seed) ^ swapped;
        return new(AvalancheXxh64(low), AvalancheXxh64(high));
    }

    private static Hash128 UpTo8(ReadOnlySpan<byte> data, ulong seed)
    {
        int length = data.Length;
        seed ^= (ulong)BinaryPrimitives.ReverseEndianness((uint)seed) << 32;
        ulong combined = HalfWord(data, 0) | ((ulong)HalfWord(data, length - 4) << 32);
        ulong value = ((Word(Secret, 16) ^ Word(Secret, 24)) + seed) ^ combined;
        ulong high = Math.BigMul(value, Prime64A + ((ulong)length << 2), out ulong low);
        high += low << 1;
        low ^= high >> 3;
        low ^= low >> 35;
        low *= PrimeMixB;
        low ^= low >> 28;
        return new(low, Avalanche(high));
    }

    private static Hash128 UpTo16(ReadOnlySpan<byte> data, ulong seed)
    {
        int length = data.Length;
        ulong last = Word(data, length - 8);
        ulong first = ((Word(Secret, 32) ^ Word(Secret, 40)) - seed) ^ Word(data, 0) ^ last;
        ulong second = ((Word(Secret, 48) ^ Word(Secret, 56)) + seed) ^ last;
        ulong high = Math.BigMul(first, Prime64A, out ulong low);
        low += (ulong)(length - 1) << 54;
        high += second + ((ulong)(uint)second * (Prime32B - 1));
        low ^= BinaryPrimitives.ReverseEndianness(high);
        ulong carry = Math.BigMul(low, Prime64B, out low);
        return new(Avalanche(low), Avalanche(carry + (high * Prime64B)));
    }

    private static ulong Avalanche(ulong x)
    {
        x ^= x >> 37;
        x *= PrimeMixA;
        return x ^ (x >> 32);
    }

    private static ulong AvalancheXxh64(ulong x)
    {
        x ^= x >> 33;
        x *= Prime64B;
        x ^= x >> 29;
        x *= Prime64C;
        return x ^ (x >> 32);
    }

    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return low ^ high;
    }

    private static ulong Word(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]);

    private static uint HalfWord(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);
}
