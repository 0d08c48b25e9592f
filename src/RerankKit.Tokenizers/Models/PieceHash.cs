using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RerankKit.Tokenizers;

/// <summary>Hashes short pieces of text, eight bytes at a time.</summary>
internal static class PieceHash
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(ReadOnlySpan<char> text)
    {
        ref byte first = ref Unsafe.As<char, byte>(ref MemoryMarshal.GetReference(text));
        nint bytes = (nint)text.Length * sizeof(char);
        ulong hash = (ulong)bytes * Multiplier;
        if (bytes >= sizeof(ulong))
        {
            // The last block overlaps the one before it, so no byte is read past the end.
            for (nint at = 0; at < bytes - sizeof(ulong); at += sizeof(ulong))
            {
                hash = BitOperations.RotateLeft((hash ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, at))) * Multiplier, 31);
            }

            hash ^= Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, bytes - sizeof(ulong)));
        }
        else
        {
            for (int i = 0; i < text.Length; i++)
            {
                hash ^= (ulong)text[i] << (16 * i);
            }
        }

        hash *= Multiplier;
        return (uint)((hash ^ (hash >> 29)) * Multiplier >> 32);
    }
}
