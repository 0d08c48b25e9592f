namespace RerankKit.LateInteraction;

/// <content>12 document tokens by 1 vector of query tokens: 12 sums.</content>
internal static unsafe partial class FloatTiles<TLanes, TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Raise12By1(float* query, byte* document, int tokens, int dimension, Ahead ahead, float* maxima)
    {
        nint row = (nint)dimension * sizeof(float);
        nint rows3 = 3 * row;
        nint rows5 = 5 * row;
        float* end = query + ((nint)dimension * TLanes.Count);
        TVector max0 = TLanes.Load(maxima);
        nint step = 12 * ahead.RowBytes / dimension;
        int last = tokens - 12;
        for (int token = 0; ; token = Math.Min(token + 12, last))
        {
            byte* row0 = document + (token * row);
            byte* row6 = document + ((token + 6) * row);
            byte* coming = ahead.Start + (token * ahead.RowBytes);
            TVector sum0 = TLanes.Zero;
            TVector sum1 = TLanes.Zero;
            TVector sum2 = TLanes.Zero;
            TVector sum3 = TLanes.Zero;
            TVector sum4 = TLanes.Zero;
            TVector sum5 = TLanes.Zero;
            TVector sum6 = TLanes.Zero;
            TVector sum7 = TLanes.Zero;
            TVector sum8 = TLanes.Zero;
            TVector sum9 = TLanes.Zero;
            TVector sum10 = TLanes.Zero;
            TVector sum11 = TLanes.Zero;
            float* numbers = query;
            do
            {
                TVector queries = TLanes.Load(numbers);
                Prefetch(coming);
                sum0 = TLanes.MultiplyAdd(queries, TLanes.Broadcast(row0), sum0);
                sum1 = TLanes.MultiplyAdd(queries, TLanes.Broadcast(row0 + row), sum1);
                sum2 = TLanes.MultiplyAdd(queries, TLanes.Broadcast(row0 + (2 * row)), sum2);
                sum3 = TLanes.MultiplyAdd(queries, TLanes.Broadcast(row0 + rows3), sum3);
                sum4 = TLanes.MultiplyAdd(queries, TLanes.Broadcast(row0 + (4 * row)), sum4);
                sum5 = TLanes.MultiplyAdd(queries, TLanes.Broadcast(row0 + rows5), sum5);
                sum6 = TLanes.MultiplyAdd(queries, TLanes.Broadcast(row6), sum6);
                sum7 = TLanes.MultiplyAdd(queries, TLanes.Broadcast(row6 + row), sum7);
                sum8 = TLanes.MultiplyAdd(queries, TLanes.Broadcast(row6 + (2 * row)), sum8);
                sum9 = TLanes.MultiplyAdd(queries, TLanes.Broadcast(row6 + rows3), sum9);
                sum10 = TLanes.MultiplyAdd(queries, TLanes.Broadcast(row6 + (4 * row)), sum10);
                sum11 = TLanes.MultiplyAdd(queries, TLanes.Broadcast(row6 + rows5), sum11);
                row0 += sizeof(float);
                row6 += sizeof(float);
                coming += step;
                numbers += TLanes.Count;
            }
            while (numbers < end);

            max0 = TLanes.Max(max0, TLanes.Max(sum0, sum1));
            max0 = TLanes.Max(max0, TLanes.Max(sum2, sum3));
            max0 = TLanes.Max(max0, TLanes.Max(sum4, sum5));
            max0 = TLanes.Max(max0, TLanes.Max(sum6, sum7));
            max0 = TLanes.Max(max0, TLanes.Max(sum8, sum9));
            max0 = TLanes.Max(max0, TLanes.Max(sum10, sum11));
            if (token == last)
            {
                break;
            }
        }

        TLanes.Store(max0, maxima);
    }
}
