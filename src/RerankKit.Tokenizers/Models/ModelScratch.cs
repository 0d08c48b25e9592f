using System.Numerics;
using System.Runtime.CompilerServices;

namespace RerankKit.Tokenizers;

/// <summary>Working memory of the token models and patterns, kept from call to call by the <see cref="TokenBuffer"/> that owns it.</summary>
internal sealed class ModelScratch
{
    // What one hostile text needed is not kept for the rest of the process.
    private const int KeptLength = 1 << 18;

    private double[] _scores = [];
    private int[] _integers = [];
    private ulong[] _longs = [];
    private char[] _text = [];

    public Span<double> Scores(int length) => Take(ref _scores, length);

    public Span<int> Integers(int length) => Take(ref _integers, length);

    public Span<ulong> Longs(int length) => Take(ref _longs, length);

    /// <summary>The piece itself, or a copy of it in which U+FFFD stands for each unpaired surrogate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<char> WellFormed(ReadOnlySpan<char> piece)
    {
        int at = CodePoint.IndexOfSurrogate(piece);
        return at < 0 ? piece : Repaired(piece, at);
    }

    private ReadOnlySpan<char> Repaired(ReadOnlySpan<char> piece, int at)
    {
        Span<char> copy = [];
        for (; at < piece.Length; at++)
        {
            if (!char.IsSurrogate(piece[at]))
            {
                continue;
            }

            if (char.IsHighSurrogate(piece[at]) && at + 1 < piece.Length && char.IsLowSurrogate(piece[at + 1]))
            {
                at++;
                continue;
            }

            if (copy.IsEmpty)
            {
                copy = Take(ref _text, piece.Length);
                piece.CopyTo(copy);
            }

            copy[at] = '\uFFFD';
        }

        return copy.IsEmpty ? piece : copy;
    }

    private static Span<T> Take<T>(ref T[] kept, int length)
    {
        if (length > kept.Length)
        {
            if (length > KeptLength)
            {
                return new T[length];
            }

            kept = new T[(int)BitOperations.RoundUpToPowerOf2((uint)length)];
        }

        return kept.AsSpan(0, length);
    }
}
