using System.Buffers;

namespace RerankKit;

/// <summary>Scores spread over their range, as nearly all are: each goes to the bucket of its value, and a few swaps put the buckets in order.</summary>
internal static partial class StableOrder
{
    // The largest bucket that swaps put in order faster than another sort would. Evenly spread scores fill theirs with one or two.
    private const int CrowdingLimit = 16;

    private static bool TryDistributeByValue(ReadOnlySpan<double> scores, Span<int> order)
    {
        int count = scores.Length;
        (double min, double max) = ScoreRange.Of(scores);
        double scale = (count - 1) / (max - min);
        if (!double.IsFinite(scale) || scale == 0)
        {
            return false;
        }

        int[] buffer = ArrayPool<int>.Shared.Rent(2 * count);
        Span<int> buckets = buffer.AsSpan(0, count);
        Span<int> next = buffer.AsSpan(count, count);
        next.Clear();
        for (int i = 0; i < scores.Length; i++)
        {
            // Subtraction, product and truncation round the same way for all: a higher score never gets a later bucket.
            int bucket = double.ConvertToIntegerNative<int>((max - scores[i]) * scale);
            buckets[i] = bucket;
            next[bucket]++;
        }

        bool spread = StartBuckets(next) <= CrowdingLimit;
        if (spread)
        {
            Place(scores, buckets, next, order);
        }

        ArrayPool<int>.Shared.Return(buffer);
        return spread;
    }

    // Turns sizes into starts; answers the largest size.
    private static int StartBuckets(Span<int> buckets)
    {
        int largest = 0;
        int start = 0;
        for (int i = 0; i < buckets.Length; i++)
        {
            int size = buckets[i];
            largest = Math.Max(largest, size);
            buckets[i] = start;
            start += size;
        }

        return largest;
    }

    private static void Place(ReadOnlySpan<double> scores, ReadOnlySpan<int> buckets, Span<int> next, Span<int> order)
    {
        for (int i = 0; i < buckets.Length; i++)
        {
            order[next[buckets[i]]++] = i;
        }

        // Strictly better scores move up, so that equal ones keep their positions.
        double above = scores[order[0]];
        for (int i = 1; i < order.Length; i++)
        {
            int position = order[i];
            double score = scores[position];
            if (score <= above)
            {
                above = score;
                continue;
            }

            int place = i;
            do
            {
                order[place] = order[place - 1];
                place--;
            }
            while (place > 0 && score > scores[order[place - 1]]);
            order[place] = position;
        }
    }
}
