namespace RerankKit.LateInteraction;

/// <summary>As <see cref="FloatTiles{TLanes, TVector}"/> for documents of bytes with a scale per token: 6 document tokens by 2 vectors of query tokens.</summary>
/// <remarks>The query is packed by four numbers: <c>[dimension / 4, 2, lanes, 4]</c>, with zeros behind the last number.</remarks>
internal static unsafe class ByteTiles<TDot, TSums, TLanes, TFloats>
    where TDot : struct, IByteDot<TDot, TSums>
    where TSums : struct
    where TLanes : struct, IFloatLanes<TFloats>, IByteLanes<TSums, TFloats>
    where TFloats : struct
{
    /// <summary>Document tokens per tile: no document may have fewer.</summary>
    public const int Height = 6;

    /// <summary>Raises maxima to the greatest dot products with the tokens of a document, in units of the query's scales.</summary>
    /// <param name="query">A group of 2 vectors.</param>
    /// <param name="starts">What the sums begin with: two vectors.</param>
    /// <param name="document">The first of at least <see cref="Height"/> tokens: the numbers, then the scale.</param>
    /// <param name="tokens">How many.</param>
    /// <param name="dimension">Numbers per token.</param>
    /// <param name="maxima">One per lane of the group.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Raise(sbyte* query, int* starts, byte* document, int tokens, int dimension, float* maxima)
    {
        nint row = dimension + sizeof(float);
        nint rows3 = 3 * row;
        nint rows5 = 5 * row;
        nint step = 2 * sizeof(int) * TLanes.Count;
        TFloats max0 = TLanes.Load(maxima);
        TFloats max1 = TLanes.Load(maxima + TLanes.Count);
        int last = tokens - Height;
        for (int token = 0; ; token = Math.Min(token + Height, last))
        {
            byte* numbers = document + (token * row);
            byte* ahead = numbers + (Height * row);
            byte* blocksEnd = numbers + (dimension & ~15);
            byte* numbersEnd = numbers + dimension;
            sbyte* lanes = query;
            TSums sum0A = TLanes.LoadBytes(starts);
            TSums sum0B = TLanes.LoadBytes(starts + TLanes.Count);
            TSums sum1A = sum0A;
            TSums sum1B = sum0B;
            TSums sum2A = sum0A;
            TSums sum2B = sum0B;
            TSums sum3A = sum0A;
            TSums sum3B = sum0B;
            TSums sum4A = sum0A;
            TSums sum4B = sum0B;
            TSums sum5A = sum0A;
            TSums sum5B = sum0B;
            while (numbers < blocksEnd)
            {
                TSums query0A = TLanes.LoadBytes(lanes);
                TSums query1A = TLanes.LoadBytes(lanes + step);
                TSums query2A = TLanes.LoadBytes(lanes + (2 * step));
                TSums query3A = TLanes.LoadBytes(lanes + (3 * step));
                TSums query0B = TLanes.LoadBytes(lanes + (step / 2));
                TSums query1B = TLanes.LoadBytes(lanes + step + (step / 2));
                TSums query2B = TLanes.LoadBytes(lanes + (2 * step) + (step / 2));
                TSums query3B = TLanes.LoadBytes(lanes + (3 * step) + (step / 2));
                FloatTiles<TLanes, TFloats>.Prefetch(ahead);
                FloatTiles<TLanes, TFloats>.Prefetch(ahead + 64);
                Add16(numbers, query0A, query1A, query2A, query3A, query0B, query1B, query2B, query3B, ref sum0A, ref sum0B);
                Add16(numbers + row, query0A, query1A, query2A, query3A, query0B, query1B, query2B, query3B, ref sum1A, ref sum1B);
                Add16(numbers + (2 * row), query0A, query1A, query2A, query3A, query0B, query1B, query2B, query3B, ref sum2A, ref sum2B);
                Add16(numbers + rows3, query0A, query1A, query2A, query3A, query0B, query1B, query2B, query3B, ref sum3A, ref sum3B);
                Add16(numbers + (4 * row), query0A, query1A, query2A, query3A, query0B, query1B, query2B, query3B, ref sum4A, ref sum4B);
                Add16(numbers + rows5, query0A, query1A, query2A, query3A, query0B, query1B, query2B, query3B, ref sum5A, ref sum5B);
                numbers += 16;
                ahead += 16 * Height;
                lanes += 4 * step;
            }

            for (; numbers < numbersEnd; numbers += 4)
            {
                // Up to three bytes of the scale are read with the last numbers, and meet zeros.
                TSums queryA = TLanes.LoadBytes(lanes);
                TSums queryB = TLanes.LoadBytes(lanes + (step / 2));
                Add4(numbers, queryA, queryB, ref sum0A, ref sum0B);
                Add4(numbers + row, queryA, queryB, ref sum1A, ref sum1B);
                Add4(numbers + (2 * row), queryA, queryB, ref sum2A, ref sum2B);
                Add4(numbers + rows3, queryA, queryB, ref sum3A, ref sum3B);
                Add4(numbers + (4 * row), queryA, queryB, ref sum4A, ref sum4B);
                Add4(numbers + rows5, queryA, queryB, ref sum5A, ref sum5B);
                lanes += step;
            }

            byte* scale = document + (token * row) + dimension;
            Raise(sum0A, sum0B, scale, ref max0, ref max1);
            Raise(sum1A, sum1B, scale + row, ref max0, ref max1);
            Raise(sum2A, sum2B, scale + (2 * row), ref max0, ref max1);
            Raise(sum3A, sum3B, scale + rows3, ref max0, ref max1);
            Raise(sum4A, sum4B, scale + (4 * row), ref max0, ref max1);
            Raise(sum5A, sum5B, scale + rows5, ref max0, ref max1);
            if (token == last)
            {
                break;
            }
        }

        TLanes.Store(max0, maxima);
        TLanes.Store(max1, maxima + TLanes.Count);
    }

    /// <summary>Adds the products of sixteen numbers of a document token.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add16(
        byte* numbers, TSums query0A, TSums query1A, TSums query2A, TSums query3A, TSums query0B, TSums query1B, TSums query2B, TSums query3B, ref TSums sumA, ref TSums sumB)
    {
        TSums number0 = Numbers(numbers);
        TSums number1 = Numbers(numbers + 4);
        TSums number2 = Numbers(numbers + 8);
        TSums number3 = Numbers(numbers + 12);
        sumA = TDot.Add16(sumA, number0, number1, number2, number3, query0A, query1A, query2A, query3A);
        sumB = TDot.Add16(sumB, number0, number1, number2, number3, query0B, query1B, query2B, query3B);
    }

    /// <summary>Adds the products of four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add4(byte* numbers, TSums queryA, TSums queryB, ref TSums sumA, ref TSums sumB)
    {
        TSums number = Numbers(numbers);
        sumA = TDot.Add4(sumA, number, queryA);
        sumB = TDot.Add4(sumB, number, queryB);
    }

    /// <summary>Raises maxima to the sums of a document token times its scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Raise(TSums sumA, TSums sumB, byte* scale, ref TFloats max0, ref TFloats max1)
    {
        max0 = TLanes.Max(max0, TLanes.Scale(sumA, scale));
        max1 = TLanes.Max(max1, TLanes.Scale(sumB, scale));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSums Numbers(byte* source) => TLanes.BroadcastBytes(source, TDot.Flip);
}
