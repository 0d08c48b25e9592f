using System.Runtime.Intrinsics.X86;

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
                Prefetch(ahead);
                Prefetch(ahead + 64);
                TSums number0 = Numbers(numbers);
                TSums number1 = Numbers(numbers + 4);
                TSums number2 = Numbers(numbers + 8);
                TSums number3 = Numbers(numbers + 12);
                sum0A = TDot.Add16(sum0A, number0, number1, number2, number3, query0A, query1A, query2A, query3A);
                sum0B = TDot.Add16(sum0B, number0, number1, number2, number3, query0B, query1B, query2B, query3B);
                byte* next = numbers + row;
                number0 = Numbers(next);
                number1 = Numbers(next + 4);
                number2 = Numbers(next + 8);
                number3 = Numbers(next + 12);
                sum1A = TDot.Add16(sum1A, number0, number1, number2, number3, query0A, query1A, query2A, query3A);
                sum1B = TDot.Add16(sum1B, number0, number1, number2, number3, query0B, query1B, query2B, query3B);
                next = numbers + (2 * row);
                number0 = Numbers(next);
                number1 = Numbers(next + 4);
                number2 = Numbers(next + 8);
                number3 = Numbers(next + 12);
                sum2A = TDot.Add16(sum2A, number0, number1, number2, number3, query0A, query1A, query2A, query3A);
                sum2B = TDot.Add16(sum2B, number0, number1, number2, number3, query0B, query1B, query2B, query3B);
                next = numbers + rows3;
                number0 = Numbers(next);
                number1 = Numbers(next + 4);
                number2 = Numbers(next + 8);
                number3 = Numbers(next + 12);
                sum3A = TDot.Add16(sum3A, number0, number1, number2, number3, query0A, query1A, query2A, query3A);
                sum3B = TDot.Add16(sum3B, number0, number1, number2, number3, query0B, query1B, query2B, query3B);
                next = numbers + (4 * row);
                number0 = Numbers(next);
                number1 = Numbers(next + 4);
                number2 = Numbers(next + 8);
                number3 = Numbers(next + 12);
                sum4A = TDot.Add16(sum4A, number0, number1, number2, number3, query0A, query1A, query2A, query3A);
                sum4B = TDot.Add16(sum4B, number0, number1, number2, number3, query0B, query1B, query2B, query3B);
                next = numbers + rows5;
                number0 = Numbers(next);
                number1 = Numbers(next + 4);
                number2 = Numbers(next + 8);
                number3 = Numbers(next + 12);
                sum5A = TDot.Add16(sum5A, number0, number1, number2, number3, query0A, query1A, query2A, query3A);
                sum5B = TDot.Add16(sum5B, number0, number1, number2, number3, query0B, query1B, query2B, query3B);
                numbers += 16;
                ahead += 16 * Height;
                lanes += 4 * step;
            }

            for (; numbers < numbersEnd; numbers += 4)
            {
                // Up to three bytes of the scale are read with the last numbers, and meet zeros.
                TSums queryA = TLanes.LoadBytes(lanes);
                TSums queryB = TLanes.LoadBytes(lanes + (step / 2));
                TSums number = Numbers(numbers);
                sum0A = TDot.Add4(sum0A, number, queryA);
                sum0B = TDot.Add4(sum0B, number, queryB);
                number = Numbers(numbers + row);
                sum1A = TDot.Add4(sum1A, number, queryA);
                sum1B = TDot.Add4(sum1B, number, queryB);
                number = Numbers(numbers + (2 * row));
                sum2A = TDot.Add4(sum2A, number, queryA);
                sum2B = TDot.Add4(sum2B, number, queryB);
                number = Numbers(numbers + rows3);
                sum3A = TDot.Add4(sum3A, number, queryA);
                sum3B = TDot.Add4(sum3B, number, queryB);
                number = Numbers(numbers + (4 * row));
                sum4A = TDot.Add4(sum4A, number, queryA);
                sum4B = TDot.Add4(sum4B, number, queryB);
                number = Numbers(numbers + rows5);
                sum5A = TDot.Add4(sum5A, number, queryA);
                sum5B = TDot.Add4(sum5B, number, queryB);
                lanes += step;
            }

            byte* scale = document + (token * row) + dimension;
            max0 = TLanes.Max(max0, TLanes.Scale(sum0A, scale));
            max1 = TLanes.Max(max1, TLanes.Scale(sum0B, scale));
            max0 = TLanes.Max(max0, TLanes.Scale(sum1A, scale + row));
            max1 = TLanes.Max(max1, TLanes.Scale(sum1B, scale + row));
            max0 = TLanes.Max(max0, TLanes.Scale(sum2A, scale + (2 * row)));
            max1 = TLanes.Max(max1, TLanes.Scale(sum2B, scale + (2 * row)));
            max0 = TLanes.Max(max0, TLanes.Scale(sum3A, scale + rows3));
            max1 = TLanes.Max(max1, TLanes.Scale(sum3B, scale + rows3));
            max0 = TLanes.Max(max0, TLanes.Scale(sum4A, scale + (4 * row)));
            max1 = TLanes.Max(max1, TLanes.Scale(sum4B, scale + (4 * row)));
            max0 = TLanes.Max(max0, TLanes.Scale(sum5A, scale + rows5));
            max1 = TLanes.Max(max1, TLanes.Scale(sum5B, scale + rows5));
            if (token == last)
            {
                break;
            }
        }

        TLanes.Store(max0, maxima);
        TLanes.Store(max1, maxima + TLanes.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSums Numbers(byte* source) => TLanes.BroadcastBytes(source, TDot.IsBiased ? 0 : unchecked((int)0x80808080));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(byte* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }
}
