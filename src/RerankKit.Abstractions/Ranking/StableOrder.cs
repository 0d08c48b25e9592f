using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RerankKit;

/// <summary>Orders scores best first; equal scores keep their positions.</summary>
internal static partial class StableOrder
{
    // Below this length counting the scores above each one, four or more at a time, beats a sort by digits.
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
        else if (TryDistributeByValue(scores, order))
        {
            // Spread enough for a place by value and a few swaps.
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

    // Four scores at a time: each load of four others serves four comparisons. What stands before in the list wins a tie.
    private static void CountAbove(ReadOnlySpan<double> scores, Span<int> order)
    {
        ref double first = ref MemoryMarshal.GetReference(scores);
        int width = Vector256<double>.Count;
        int whole = scores.Length - (scores.Length % width);
        for (int i = 0; i < whole; i += width)
        {
            Vector256<double> a = Vector256.Create(scores[i]);
            Vector256<double> b = Vector256.Create(scores[i + 1]);
            Vector256<double> c = Vector256.Create(scores[i + 2]);
            Vector256<double> d = Vector256.Create(scores[i + 3]);
            Vector256<long> aboveA = Vector256<long>.Zero;
            Vector256<long> aboveB = aboveA;
            Vector256<long> aboveC = aboveA;
            Vector256<long> aboveD = aboveA;
            for (int j = 0; j < i; j += width)
            {
                var others = Vector256.LoadUnsafe(ref first, (nuint)j);
                aboveA += NotBelow(others, a);
                aboveB += NotBelow(others, b);
                aboveC += NotBelow(others, c);
                aboveD += NotBelow(others, d);
            }

            for (int j = i + width; j < whole; j += width)
            {
                var others = Vector256.LoadUnsafe(ref first, (nuint)j);
                aboveA += Above(others, a);
                aboveB += Above(others, b);
                aboveC += Above(others, c);
                aboveD += Above(others, d);
            }

            order[Rest(scores, i, i, whole) - (int)Vector256.Sum(aboveA)] = i;
            order[Rest(scores, i + 1, i, whole) - (int)Vector256.Sum(aboveB)] = i + 1;
            order[Rest(scores, i + 2, i, whole) - (int)Vector256.Sum(aboveC)] = i + 2;
            order[Rest(scores, i + 3, i, whole) - (int)Vector256.Sum(aboveD)] = i + 3;
        }

        for (int i = whole; i < scores.Length; i++)
        {
            int above = 0;
            for (int j = 0; j < scores.Length; j++)
            {
                above += scores[j] > scores[i] || (scores[j] == scores[i] && j < i) ? 1 : 0;
            }

            order[above] = i;
        }
    }

    // The portable comparisons become mask registers and a way back from them where the CPU has AVX-512; these stay in vectors.
    private static Vector256<long> Above(Vector256<double> others, Vector256<double> score) =>
        (Avx.IsSupported ? Avx.CompareGreaterThan(others, score) : Vector256.GreaterThan(others, score)).AsInt64();

    private static Vector256<long> NotBelow(Vector256<double> others, Vector256<double> score) =>
        (Avx.IsSupported ? Avx.CompareGreaterThanOrEqual(others, score) : Vector256.GreaterThanOrEqual(others, score)).AsInt64();

    // Those that stand above scores[i] among its own four and behind the last whole four.
    private static int Rest(ReadOnlySpan<double> scores, int i, int start, int whole)
    {
        double score = scores[i];
        int above = 0;
        for (int j = start; j < start + 4; j++)
        {
            above += scores[j] > score || (scores[j] == score && j < i) ? 1 : 0;
        }

        for (int j = whole; j < scores.Length; j++)
        {
            above += scores[j] > score ? 1 : 0;
        }

        return above;
    }

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
