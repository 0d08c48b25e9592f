using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RerankKit;

/// <summary>The path for runs of ASCII.</summary>
internal static partial class LexicalAnalyzer
{
    private const int Block = 64;

    private static State AnalyzeAscii<TSink>(ReadOnlySpan<char> text, int end, State state, TermBuffer buffer, ref TSink sink)
        where TSink : struct, ITermSink, allows ref struct
    {
        bool open = state.Pending == Pending.Word;
        state = MakeRoom(buffer, new(state.Read, state.Written, state.Start, open ? Pending.Word : Pending.None));
        ref char source = ref MemoryMarshal.GetReference(text);
        int read = state.Read;
        int written = state.Written;
        int start = state.Start;

        // From here on the buffer holds the source's characters one for one, lower-cased; hashing reads those of the source, because a
        // read of what was only just written waits for the write.
        int parallel = written;
        int length = Block;
        while (length == Block && read < end && !sink.IsFull)
        {
            ref char from = ref Unsafe.Add(ref source, read);
            int limit = end - read;
            if (text.Length - read < TermBuffer.TailLength)
            {
                // Too little follows to read a whole block and behind its words: read a padded copy.
                limit = Math.Min(limit, Block);
                from = ref buffer.HoldTail(text.Slice(read, limit));
                parallel = written;
            }

            if (!buffer.HasRoom(written))
            {
                int keep = open ? start : written;
                buffer.MakeRoom(keep, written);
                (start, written, parallel) = (0, written - keep, parallel - keep);
            }

            ref char target = ref Unsafe.Add(ref buffer.First, written);
            ulong words = Classify(ref from, ref target, out ulong other);
            length = Math.Min(BitOperations.TrailingZeroCount(other), limit);
            ulong within = length == Block ? ulong.MaxValue : (1ul << length) - 1;
            words &= within;
            ulong after = (words << 1) | (open ? 1ul : 0);
            ulong starts = words & ~after;
            ulong ends = after & ~words & within;
            if (!open)
            {
                start = written + BitOperations.TrailingZeroCount(starts);
                starts &= starts - 1;
            }

            for (; ends != 0; ends &= ends - 1)
            {
                int behind = written + BitOperations.TrailingZeroCount(ends);
                if (start >= parallel)
                {
                    ulong hash = TermHash.Compute(ref Unsafe.Add(ref from, start - written), behind - start, TermHash.AsciiLowerCase);
                    sink.Add(ref Unsafe.Add(ref target, start - written), behind - start, hash);
                }
                else
                {
                    Emit(ref buffer.First, start, behind, ref sink);
                }

                start = written + BitOperations.TrailingZeroCount(starts);
                starts &= starts - 1;
            }

            open = length == 0 ? open : (words >> (length - 1)) != 0;
            read += length;
            written += length;
        }

        return new(read, written, start, open ? Pending.Word : Pending.None);
    }

    /// <summary>Whether enough ASCII follows for this path to pay.</summary>
    private static bool BeginsAsciiRun(ReadOnlySpan<char> text, int read)
    {
        if (text.Length - read < Vector128<ushort>.Count)
        {
            return false;
        }

        var next = Vector128.LoadUnsafe(ref Unsafe.As<char, ushort>(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), read)));
        return (next & Vector128.Create((ushort)0xFF80)) == Vector128<ushort>.Zero;
    }

    /// <summary>Lower-cases 64 characters and marks the letters and digits among them, and those that are not ASCII.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Classify(ref char source, ref char target, out ulong other)
    {
        ref ushort from = ref Unsafe.As<char, ushort>(ref source);
        ref ushort to = ref Unsafe.As<char, ushort>(ref target);
        if (Vector256.IsHardwareAccelerated)
        {
            ulong words = Classify32(ref from, ref to, out uint otherLow);
            words |= (ulong)Classify32(ref Unsafe.Add(ref from, 32), ref Unsafe.Add(ref to, 32), out uint otherHigh) << 32;
            other = otherLow | ((ulong)otherHigh << 32);
            return words;
        }

        ulong all = 0;
        other = 0;
        for (int i = 0; i < Block; i += 16)
        {
            all |= (ulong)Classify16(ref Unsafe.Add(ref from, i), ref Unsafe.Add(ref to, i), out uint others) << i;
            other |= (ulong)others << i;
        }

        return all;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Classify32(ref ushort from, ref ushort to, out uint other)
    {
        var low = Vector256.LoadUnsafe(ref from);
        var high = Vector256.LoadUnsafe(ref from, 16);

        // Setting bit 5 lower-cases letters and leaves digits alone; what it does to the rest nobody reads.
        (low | Vector256.Create((ushort)0x20)).StoreUnsafe(ref to);
        (high | Vector256.Create((ushort)0x20)).StoreUnsafe(ref to, 16);
        other = 0;
        if (((low | high) & Vector256.Create((ushort)0xFF80)) != Vector256<ushort>.Zero)
        {
            other = Vector256.Narrow(
                Vector256.GreaterThan(low, Vector256.Create((ushort)0x7F)),
                Vector256.GreaterThan(high, Vector256.Create((ushort)0x7F))).ExtractMostSignificantBits();
        }

        Vector256<byte> bytes = Vector256.Narrow(low, high);
        Vector256<byte> letters = Vector256.LessThanOrEqual((bytes | Vector256.Create((byte)0x20)) - Vector256.Create((byte)'a'), Vector256.Create((byte)25));
        Vector256<byte> digits = Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)'0'), Vector256.Create((byte)9));
        return (letters | digits).ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Classify16(ref ushort from, ref ushort to, out uint other)
    {
        var low = Vector128.LoadUnsafe(ref from);
        var high = Vector128.LoadUnsafe(ref from, 8);
        (low | Vector128.Create((ushort)0x20)).StoreUnsafe(ref to);
        (high | Vector128.Create((ushort)0x20)).StoreUnsafe(ref to, 8);
        other = Vector128.Narrow(
            Vector128.GreaterThan(low, Vector128.Create((ushort)0x7F)),
            Vector128.GreaterThan(high, Vector128.Create((ushort)0x7F))).ExtractMostSignificantBits();
        Vector128<byte> bytes = Vector128.Narrow(low, high);
        Vector128<byte> letters = Vector128.LessThanOrEqual((bytes | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a'), Vector128.Create((byte)25));
        Vector128<byte> digits = Vector128.LessThanOrEqual(bytes - Vector128.Create((byte)'0'), Vector128.Create((byte)9));
        return (letters | digits).ExtractMostSignificantBits();
    }
}
