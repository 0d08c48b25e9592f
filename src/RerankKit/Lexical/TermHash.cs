using System.Runtime.CompilerServices;

namespace RerankKit;

/// <summary>A 64-bit hash of a term, the same in every process: saved corpus statistics rely on it.</summary>
/// <remarks>
/// Eight characters a step, folded by a 64 x 64 to 128 bit multiplication (the mixing step of wyhash, Wang Yi, public domain).
/// Among a million different terms a collision has a chance of 3 in 100 million.
/// </remarks>
internal static class TermHash
{
    /// <summary>How many characters behind a term may be read; what they hold does not matter.</summary>
    public const int Overread = 8;

    /// <summary>Lower-cases four ASCII letters or digits in one go, for <see cref="Compute(ref char, int, ulong)"/>.</summary>
    public const ulong AsciiLowerCase = 0x0020_0020_0020_0020;

    private const ulong Secret0 = 0xA0761D6478BD642F;
    private const ulong Secret1 = 0xE7037ED1A0B428DB;
    private const ulong Secret2 = 0x8EBC6AF09C88C6E3;

    /// <summary>Hashes a term; never 0.</summary>
    /// <param name="first">The first character.</param>
    /// <param name="length">1 or more characters.</param>
    /// <param name="setBits">Bits to set in every four characters first: <see cref="AsciiLowerCase"/>, or 0 for a term that is folded already.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Compute(ref char first, int length, ulong setBits = 0)
    {
        ulong state = Secret2 ^ (ulong)length;
        while (length > 8)
        {
            state = Mix((Load(ref first) | setBits) ^ Secret0, (Load(ref Unsafe.Add(ref first, 4)) | setBits) ^ state);
            first = ref Unsafe.Add(ref first, 8);
            length -= 8;
        }

        // The characters behind the term are masked away, which costs less than a branch on the length.
        ulong low = (Load(ref first) | setBits) & Mask(Math.Min(length, 4));
        ulong high = (Load(ref Unsafe.Add(ref first, 4)) | setBits) & Mask(Math.Max(length - 4, 0));
        return Finish(low, high, state);
    }

    /// <summary>Hashes a term of two characters that need not be in memory yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ComputePair(char first, char second) => Finish(first | ((ulong)second << 16), 0, Secret2 ^ 2);

    /// <summary>Hashes a term that is not followed by readable memory.</summary>
    public static ulong Compute(ReadOnlySpan<char> term)
    {
        char[] padded = new char[term.Length + Overread];
        term.CopyTo(padded);
        return Compute(ref padded[0], term.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Finish(ulong low, ulong high, ulong state)
    {
        ulong hash = Mix(Mix(low ^ Secret0, high ^ state) ^ Secret1, state ^ Secret0);
        return hash == 0 ? 1 : hash;
    }

    /// <summary>Keeps the first characters of four. Two shifts, because one by 64 bits would be none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mask(int characters) => ~(ulong.MaxValue << (8 * characters) << (8 * characters));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Load(ref char first)
    {
        ulong value = Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<char, byte>(ref first));

        // On big-endian machines the four characters come in the other order; their order is what counts, not their bytes'.
        return BitConverter.IsLittleEndian ? value : ReverseCharacters(value);
    }

    private static ulong ReverseCharacters(ulong value) =>
        (value << 48) | ((value & 0xFFFF0000) << 16) | ((value >> 16) & 0xFFFF0000) | (value >> 48);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }
}
