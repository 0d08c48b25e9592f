namespace RerankKit.LateInteraction;

/// <content>12 document tokens by 2 vectors of query tokens: 24 sums.</content>
internal static unsafe partial class FloatTiles<TLanes, TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Raise12By2(float* query, byte* document, int tokens, int dimension, Ahead ahead, float* maxima)
    {
        nint row = (nint)dimension * sizeof(float);
        nint rows3 = 3 * row;
        nint rows5 = 5 * row;
        float* end = query + ((nint)dimension * 2 * TLanes.Count);
        TVector max0 = TLanes.Load(maxima);
        TVector max1 = TLanes.Load(maxima + TLanes.Count);
        nint step = 12 * ahead.RowBytes / dimension;
        int last = tokens - 12;
        for (int token = 0; ; token = Math.Min(token + 12, last))
        {
            byte* row0 = document + (token * row);
            byte* row6 = document + ((token + 6) * row);
            byte* coming = ahead.Start + (token * ahead.RowBytes);
            TVector sum0A = TLanes.Zero, sum0B = TLanes.Zero;
            TVector sum1A = TLanes.Zero, sum1B = TLanes.Zero;
            TVector sum2A = TLanes.Zero, sum2B = TLanes.Zero;
            TVector sum3A = TLanes.Zero, sum3B = TLanes.Zero;
            TVector sum4A = TLanes.Zero, sum4B = TLanes.Zero;
            TVector sum5A = TLanes.Zero, sum5B = TLanes.Zero;
            TVector sum6A = TLanes.Zero, sum6B = TLanes.Zero;
            TVector sum7A = TLanes.Zero, sum7B = TLanes.Zero;
            TVector sum8A = TLanes.Zero, sum8B = TLanes.Zero;
            TVector sum9A = TLanes.Zero, sum9B = TLanes.Zero;
            TVector sum10A = TLanes.Zero, sum10B = TLanes.Zero;
            TVector sum11A = TLanes.Zero, sum11B = TLanes.Zero;
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
                Add(row6, queryA, queryB, ref sum6A, ref sum6B);
                Add(row6 + row, queryA, queryB, ref sum7A, ref sum7B);
                Add(row6 + (2 * row), queryA, queryB, ref sum8A, ref sum8B);
                Add(row6 + rows3, queryA, queryB, ref sum9A, ref sum9B);
                Add(row6 + (4 * row), queryA, queryB, ref sum10A, ref sum10B);
                Add(row6 + rows5, queryA, queryB, ref sum11A, ref sum11B);
                row0 += sizeof(float);
                row6 += sizeof(float);
                coming += step;
                numbers += 2 * TLanes.Count;
            }
            while (numbers < end);

            max0 = TLanes.Max(max0, TLanes.Max(sum0A, sum1A));
            max0 = TLanes.Max(max0, TLanes.Max(sum2A, sum3A));
            max0 = TLanes.Max(max0, TLanes.Max(sum4A, sum5A));
            max0 = TLanes.Max(max0, TLanes.Max(sum6A, sum7A));
            max0 = TLanes.Max(max0, TLanes.Max(sum8A, sum9A));
            max0 = TLanes.Max(max0, TLanes.Max(sum10A, sum11A));
            max1 = TLanes.Max(max1, TLanes.Max(sum0B, sum1B));
            max1 = TLanes.Max(max1, TLanes.Max(sum2B, sum3B));
            max1 = TLanes.Max(max1, TLanes.Max(sum4B, sum5B));
            max1 = TLanes.Max(max1, TLanes.Max(sum6B, sum7B));
            max1 = TLanes.Max(max1, TLanes.Max(sum8B, sum9B));
            max1 = TLanes.Max(max1, TLanes.Max(sum10B, sum11B));
            if (token == last)
            {
                break;
            }
        }

        TLanes.Store(max0, maxima);
        TLanes.Store(max1, maxima + TLanes.Count);
    }
}
