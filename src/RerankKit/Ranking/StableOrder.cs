using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RerankKit;

/// <summary>Orders scores best first; equal scores keep their positions.</summary>
internal static class StableOrder
{
    // Below this length counting the scores above each one, four or more at a time, beats any sort that branches.
    private const int CountingLimit = 256;
    private const int DigitCount = sizeof(double);
    private const int DigitValues = 256;

    /// <summary>Writes to <paramref name="order"/> the positions of <paramref name="scores"/>, best first.</summary>
    /// <param name="scores">Finite scores.</param>
    /// <param name="order">As long as <paramref name="scores"/>.</param>
    public static void Descending(ReadOnlySpan<double> scores, Span<int> order)
    {
        if (IsDescending(scores))
        {
            for (int i = 0; i < order.Length; i++)
            {
                order[i] = i;
            }
        }
        else if (scores.Length <= CountingLimit)
        {
            CountAbove(scores, order);
        }
        else
        {
            Sort(scores, order);
        }
    }

    /// <summary>Whether the scores already stand best first.</summary>
    public static bool IsDescending(ReadOnlySpan<double> scores)
    {
        for (int i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[i - 1])
            {
                return false;
            }
        }

        return true;
    }

    private static void CountAbove(ReadOnlySpan<double> scores, Span<int> order)
    {
        ref double first = ref MemoryMarshal.GetReference(scores);
        int width = Vector256<double>.Count;
        for (int i = 0; i < scores.Length; i++)
        {
            double score = scores[i];
            Vector256<double> vector = Vector256.Create(score);
            Vector256<long> above = Vector256<long>.Zero;
            int j = 0;
            for (; j + width <= i; j += width)
            {
                above += Vector256.GreaterThanOrEqual(Vector256.LoadUnsafe(ref first, (nuint)j), vector).AsInt64();
            }

            int rank = 0;
            for (; j < scores.Length && (j % width != 0 || j <= i); j++)
            {
                rank += scores[j] > score || (scores[j] == score && j < i) ? 1 : 0;
            }

            for (; j + width <= scores.Length; j += width)
            {
                above += Vector256.GreaterThan(Vector256.LoadUnsafe(ref first, (nuint)j), vector).AsInt64();
            }

            for (; j < scores.Length; j++)
            {
                rank += scores[j] > score ? 1 : 0;
            }

            order[rank - (int)Vector256.Sum(above)] = i;
        }
    }

    // A radix sort by the bytes of the numbers: linear, and stable by nature.
    private static void Sort(ReadOnlySpan<double> scores, Span<int> order)
    {
        int count = scores.Length;
        ulong[] keyBuffer = ArrayPool<ulong>.Shared.Rent(count * 2);
        int[] orderBuffer = ArrayPool<int>.Shared.Rent(count);
        Span<ulong> keys = keyBuffer.AsSpan(0, count);
        Span<ulong> nextKeys = keyBuffer.AsSpan(count, count);
        Span<int> nextOrder = orderBuffer.AsSpan(0, count);
        Span<int> counts = stackalloc int[DigitCount * DigitValues];
        counts.Clear();
        for (int i = 0; i < count; i++)
        {
            ulong key = DescendingKey(scores[i]);
            keys[i] = key;
            order[i] = i;
            for (int digit = 0; digit < DigitCount; digit++)
            {
                counts[(digit * DigitValues) + (int)((key >> (digit * 8)) & 0xFF)]++;
            }
        }

        bool inOrder = true;
        for (int digit = 0; digit < DigitCount; digit++)
        {
            Span<int> starts = counts.Slice(digit * DigitValues, DigitValues);
            if (starts[(int)((keys[0] >> (digit * 8)) & 0xFF)] == count)
            {
                continue;
            }

            Distribute(keys, inOrder ? order : nextOrder, nextKeys, inOrder ? nextOrder : order, starts, digit * 8);
            Span<ulong> swap = keys;
            keys = nextKeys;
            nextKeys = swap;
            inOrder = !inOrder;
        }

        if (!inOrder)
        {
            nextOrder.CopyTo(order);
        }

        ArrayPool<ulong>.Shared.Return(keyBuffer);
        ArrayPool<int>.Shared.Return(orderBuffer);
    }

    private static void Distribute(
        ReadOnlySpan<ulong> keys, ReadOnlySpan<int> order, Span<ulong> nextKeys, Span<int> nextOrder, Span<int> counts, int shift)
    {
        int start = 0;
        for (int value = 0; value < counts.Length; value++)
        {
            int size = counts[value];
            counts[value] = start;
            start += size;
        }

        for (int i = 0; i < keys.Length; i++)
        {
            ulong key = keys[i];
            int place = counts[(int)((key >> shift) & 0xFF)]++;
            nextKeys[place] = key;
            nextOrder[place] = order[i];
        }
    }

    // Unsigned numbers in the reverse order of the scores. Adding 0 makes a negative zero a positive one, to which it is equal.
    private static ulong DescendingKey(double score)
    {
        long bits = BitConverter.DoubleToInt64Bits(score + 0.0);
        return (ulong)(bits ^ (~(bits >> 63) & long.MaxValue));
    }
}
