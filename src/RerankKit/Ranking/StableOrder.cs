using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RerankKit;

/// <summary>Orders scores best first; equal scores keep their positions.</summary>
internal static class StableOrder
{
    // Below this length counting the scores above each one, four or more at a time, beats any sort that branches.
    private const int CountingLimit = 256;

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

    private static void Sort(ReadOnlySpan<double> scores, Span<int> order)
    {
        double[] keys = ArrayPool<double>.Shared.Rent(scores.Length);
        Span<double> sorted = keys.AsSpan(0, scores.Length);
        for (int i = 0; i < sorted.Length; i++)
        {
            sorted[i] = -scores[i];
            order[i] = i;
        }

        sorted.Sort(order);
        for (int start = 0; start < sorted.Length;)
        {
            int end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start])
            {
                end++;
            }

            if (end - start > 1)
            {
                order[start..end].Sort();
            }

            start = end;
        }

        ArrayPool<double>.Shared.Return(keys);
    }
}
