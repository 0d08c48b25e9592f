namespace RerankKit;

// 17 to 240 bytes: chunks of 16 bytes are mixed into two accumulators.
internal static partial class XxHash3
{
    private static Hash128 Medium(ReadOnlySpan<byte> data, ulong seed)
    {
        int length = data.Length;
        ulong low = (ulong)length * Prime64A;
        ulong high = 0;
        if (length <= 128)
        {
            for (int i = (length - 1) >> 5; i >= 0; i--)
            {
                MixTwo(data[(i * 16)..], data[(length - (i * 16) - 16)..], i * 32, seed, ref low, ref high);
            }
        }
        else
        {
            for (int i = 0; i < 4; i++)
            {
                MixTwo(data[(i * 32)..], data[((i * 32) + 16)..], i * 32, seed, ref low, ref high);
            }

            low = Avalanche(low);
            high = Avalanche(high);
            for (int i = 4; i < length >> 5; i++)
            {
                MixTwo(data[(i * 32)..], data[((i * 32) + 16)..], ((i - 4) * 32) + 3, seed, ref low, ref high);
            }

            MixTwo(data[(length - 16)..], data[(length - 32)..], 103, 0 - seed, ref low, ref high);
        }

        return Finish(low, high, (ulong)length - seed);
    }

    /// <summary>The hash of 32 bytes, the little-endian words of two digests.</summary>
    public static Hash128 Hash128(Hash128 first, Hash128 second)
    {
        const ulong Length = 32;
        ulong low = unchecked(Length * Prime64A);
        low += Fold(first.Low ^ Word(Secret, 0), first.High ^ Word(Secret, 8));
        low ^= second.Low + second.High;
        ulong high = Fold(second.Low ^ Word(Secret, 16), second.High ^ Word(Secret, 24));
        high ^= first.Low + first.High;
        return Finish(low, high, Length);
    }

    private static Hash128 Finish(ulong low, ulong high, ulong length)
    {
        ulong mixed = (low * Prime64A) + (high * Prime64D) + (length * Prime64B);
        return new(Avalanche(low + high), 0 - Avalanche(mixed));
    }

    private static void MixTwo(
        ReadOnlySpan<byte> first,
        ReadOnlySpan<byte> second,
        int secretOffset,
        ulong seed,
        ref ulong low,
        ref ulong high)
    {
        low += Mix(first, secretOffset, seed);
        high += Mix(second, secretOffset + 16, seed);
        low ^= Word(second, 0) + Word(second, 8);
        high ^= Word(first, 0) + Word(first, 8);
    }

    private static ulong Mix(ReadOnlySpan<byte> chunk, int secretOffset, ulong seed) =>
        Fold(Word(chunk, 0) ^ (Word(Secret, secretOffset) + seed), Word(chunk, 8) ^ (Word(Secret, secretOffset + 8) - seed));
}
