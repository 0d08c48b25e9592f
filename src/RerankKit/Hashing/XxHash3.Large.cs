using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace RerankKit;

// More than 240 bytes: stripes of 64 bytes are accumulated in eight 64-bit lanes, 16 stripes to a block.
internal static partial class XxHash3
{
    private const int Lanes = 8;
    private const int StripeLength = 64;
    private const int StripesPerBlock = 16;
    private const int BlockLength = StripeLength * StripesPerBlock;
    private const int SecretLength = 192;
    private const int SecretStep = 8;

    private static Hash128 Large(ReadOnlySpan<byte> data, ulong seed) =>
        Avx512F.IsSupported ? Large<Stripes512>(data, seed)
        : Avx2.IsSupported ? Large<Stripes256>(data, seed)
        : Large<StripesScalar>(data, seed);

    /// <summary>Hashes more than 240 bytes with one of the kernels, all of which give the same digest.</summary>
    internal static Hash128 Large<TStripes>(ReadOnlySpan<byte> data, ulong seed)
        where TStripes : IStripes
    {
        if (seed == 0)
        {
            return Large<TStripes>(data, Secret);
        }

        Span<byte> secret = stackalloc byte[SecretLength];
        for (int i = 0; i < SecretLength; i += 16)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(secret[i..], Word(Secret, i) + seed);
            BinaryPrimitives.WriteUInt64LittleEndian(secret[(i + 8)..], Word(Secret, i + 8) - seed);
        }

        return Large<TStripes>(data, secret);
    }

    private static Hash128 Large<TStripes>(ReadOnlySpan<byte> data, ReadOnlySpan<byte> secret)
        where TStripes : IStripes
    {
        Span<ulong> lanes = [Prime32C, Prime64A, Prime64B, Prime64C, Prime64D, Prime32B, Prime64E, Prime32A];
        ref ulong first = ref MemoryMarshal.GetReference(lanes);
        ReadOnlySpan<byte> rest = data;
        while (rest.Length > BlockLength)
        {
            TStripes.Accumulate(ref first, rest[..BlockLength], secret);
            Scramble(lanes, secret[(SecretLength - StripeLength)..]);
            rest = rest[BlockLength..];
        }

        TStripes.Accumulate(ref first, rest[..((rest.Length - 1) / StripeLength * StripeLength)], secret);
        TStripes.Accumulate(ref first, data[^StripeLength..], secret[(SecretLength - StripeLength - 7)..]);
        ulong length = (ulong)data.Length;
        return new(
            Merge(lanes, secret[11..], length * Prime64A),
            Merge(lanes, secret[(SecretLength - StripeLength - 11)..], ~(length * Prime64B)));
    }

    private static void Scramble(Span<ulong> lanes, ReadOnlySpan<byte> secret)
    {
        for (int i = 0; i < Lanes; i++)
        {
            ulong lane = lanes[i];
            lanes[i] = (lane ^ (lane >> 47) ^ Word(secret, i * 8)) * Prime32A;
        }
    }

    private static ulong Merge(ReadOnlySpan<ulong> lanes, ReadOnlySpan<byte> secret, ulong start)
    {
        ulong result = start;
        for (int i = 0; i < Lanes; i += 2)
        {
            result += Fold(lanes[i] ^ Word(secret, i * 8), lanes[i + 1] ^ Word(secret, (i * 8) + 8));
        }

        return Avalanche(result);
    }
}
