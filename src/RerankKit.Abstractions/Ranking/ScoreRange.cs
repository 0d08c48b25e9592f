using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RerankKit;

/// <summary>The lowest and the highest of a list of scores.</summary>
internal static class ScoreRange
{
    /// <summary>Reads one or more scores, none of them NaN.</summary>
    public static (double Min, double Max) Of(ReadOnlySpan<double> scores)
    {
        int width = Vector256<double>.Count;
        double min = scores[0];
        double max = min;
        int start = 0;
        if (scores.Length >= 2 * width)
        {
            // Two accumulators hide the latency; the last vectors overlap what was read.
            ref double first = ref MemoryMarshal.GetReference(scores);
            nuint last = (nuint)(scores.Length - (2 * width));
            var lowA = Vector256.LoadUnsafe(ref first, last);
            var lowB = Vector256.LoadUnsafe(ref first, last + (nuint)width);
            Vector256<double> highA = lowA;
            Vector256<double> highB = lowB;
            for (nuint i = 0; i < last; i += (nuint)(2 * width))
            {
                var a = Vector256.LoadUnsafe(ref first, i);
                var b = Vector256.LoadUnsafe(ref first, i + (nuint)width);
                lowA = Vector256.MinNative(lowA, a);
                highA = Vector256.MaxNative(highA, a);
                lowB = Vector256.MinNative(lowB, b);
                highB = Vector256.MaxNative(highB, b);
            }

            Vector256<double> low = Vector256.MinNative(lowA, lowB);
            Vector256<double> high = Vector256.MaxNative(highA, highB);
            for (int i = 0; i < width; i++)
            {
                min = Math.Min(min, low[i]);
                max = Math.Max(max, high[i]);
            }

            start = scores.Length;
        }

        for (int i = start; i < scores.Length; i++)
        {
            min = Math.Min(min, scores[i]);
            max = Math.Max(max, scores[i]);
        }

        return (min, max);
    }
}
