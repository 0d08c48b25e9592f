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
                TVector number = TLanes.Broadcast(row0);
                sum0A = TLanes.MultiplyAdd(queryA, number, sum0A);
                sum0B = TLanes.MultiplyAdd(queryB, number, sum0B);
                number = TLanes.Broadcast(row0 + row);
                sum1A = TLanes.MultiplyAdd(queryA, number, sum1A);
                sum1B = TLanes.MultiplyAdd(queryB, number, sum1B);
                number = TLanes.Broadcast(row0 + (2 * row));
                sum2A = TLanes.MultiplyAdd(queryA, number, sum2A);
                sum2B = TLanes.MultiplyAdd(queryB, number, sum2B);
                number = TLanes.Broadcast(row0 + rows3);
                sum3A = TLanes.MultiplyAdd(queryA, number, sum3A);
                sum3B = TLanes.MultiplyAdd(queryB, number, sum3B);
                number = TLanes.Broadcast(row0 + (4 * row));
                sum4A = TLanes.MultiplyAdd(queryA, number, sum4A);
                sum4B = TLanes.MultiplyAdd(queryB, number, sum4B);
                number = TLanes.Broadcast(row0 + rows5);
                sum5A = TLanes.MultiplyAdd(queryA, number, sum5A);
                sum5B = TLanes.MultiplyAdd(queryB, number, sum5B);
                number = TLanes.Broadcast(row6);
                sum6A = TLanes.MultiplyAdd(queryA, number, sum6A);
                sum6B = TLanes.MultiplyAdd(queryB, number, sum6B);
                number = TLanes.Broadcast(row6 + row);
                sum7A = TLanes.MultiplyAdd(queryA, number, sum7A);
                sum7B = TLanes.MultiplyAdd(queryB, number, sum7B);
                number = TLanes.Broadcast(row6 + (2 * row));
                sum8A = TLanes.MultiplyAdd(queryA, number, sum8A);
                sum8B = TLanes.MultiplyAdd(queryB, number, sum8B);
                number = TLanes.Broadcast(row6 + rows3);
                sum9A = TLanes.MultiplyAdd(queryA, number, sum9A);
                sum9B = TLanes.MultiplyAdd(queryB, number, sum9B);
                number = TLanes.Broadcast(row6 + (4 * row));
                sum10A = TLanes.MultiplyAdd(queryA, number, sum10A);
                sum10B = TLanes.MultiplyAdd(queryB, number, sum10B);
                number = TLanes.Broadcast(row6 + rows5);
                sum11A = TLanes.MultiplyAdd(queryA, number, sum11A);
                sum11B = TLanes.MultiplyAdd(queryB, number, sum11B);
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
