namespace RerankKit.LateInteraction;

/// <content>6 document tokens by 2 vectors of query tokens: 12 sums, for machines with 16 registers.</content>
internal static unsafe partial class FloatTiles<TLanes, TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Raise6By2(float* query, byte* document, int tokens, int dimension, Ahead ahead, float* maxima)
    {
        nint row = (nint)dimension * sizeof(float);
        nint rows3 = 3 * row;
        nint rows5 = 5 * row;
        float* end = query + ((nint)dimension * 2 * TLanes.Count);
        TVector max0 = TLanes.Load(maxima);
        TVector max1 = TLanes.Load(maxima + TLanes.Count);
        nint step = 6 * ahead.RowBytes / dimension;
        int last = tokens - 6;
        for (int token = 0; ; token = Math.Min(token + 6, last))
        {
            byte* row0 = document + (token * row);
            byte* coming = ahead.Start + (token * ahead.RowBytes);
            TVector sum0A = TLanes.Zero, sum0B = TLanes.Zero;
            TVector sum1A = TLanes.Zero, sum1B = TLanes.Zero;
            TVector sum2A = TLanes.Zero, sum2B = TLanes.Zero;
            TVector sum3A = TLanes.Zero, sum3B = TLanes.Zero;
            TVector sum4A = TLanes.Zero, sum4B = TLanes.Zero;
            TVector sum5A = TLanes.Zero, sum5B = TLanes.Zero;
            float* numbers = query;
            do
            {
                TVector queryA = TLanes.Load(numbers);
                TVector queryB = TLanes.Load(numbers + TLanes.Count);
                Prefetch(coming);
                Add(row0, queryA, queryB, ref sum0A, ref sum0B);
                Add(row0 + row, queryA, queryB, ref sum1A, ref sum1B);
                Add(row0 + (2 * row), queryA, queryB, ref sum2A, ref sum2B);
                Add(row0 + rows3, queryA, queryB, ref sum3A, ref sum3B);
                Add(row0 + (4 * row), queryA, queryB, ref sum4A, ref sum4B);
                Add(row0 + rows5, queryA, queryB, ref sum5A, ref sum5B);
                row0 += sizeof(float);
                coming += step;
                numbers += 2 * TLanes.Count;
            }
            while (numbers < end);

            max0 = TLanes.Max(max0, TLanes.Max(sum0A, sum1A));
            max0 = TLanes.Max(max0, TLanes.Max(sum2A, sum3A));
            max0 = TLanes.Max(max0, TLanes.Max(sum4A, sum5A));
            max1 = TLanes.Max(max1, TLanes.Max(sum0B, sum1B));
            max1 = TLanes.Max(max1, TLanes.Max(sum2B, sum3B));
            max1 = TLanes.Max(max1, TLanes.Max(sum4B, sum5B));
            if (token == last)
            {
                break;
            }
        }

        TLanes.Store(max0, maxima);
        TLanes.Store(max1, maxima + TLanes.Count);
    }
}
