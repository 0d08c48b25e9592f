using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace RerankKit.Managed;

/// <summary>
/// Products of a few rows with a panel, all sums in registers: <c>result[row, 16] = sum over depth of left[row, depth] * right[depth, 16]</c>. Each lane adds its products in the order of the depth,
/// whatever the tile and the width.
/// </summary>
/// <remarks>
/// The left side may come in several parts of the same depth with a gap between them, as the values of a sequence do, panel by panel; the right side has none. Where there is a bias it is added, one
/// number per row; where the tile adds, what the result holds is added too.
/// </remarks>
internal static unsafe class Tiles<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <summary>Rows of weights that are packed together where there are 32 registers of 16 lanes.</summary>
    public const int WideRows = 12;

    // Numbers: some hundred cycles, as long as memory takes.
    private const int Ahead = 512;

    /// <summary>12 rows of packed weights by two panels, of one vector each, in 32 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply12By2(float* left, float* right, nint rightStride, float* result, nint resultStride, int depth, float* bias, bool adds)
    {
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
        float* end = right + (depth * Panel.Tokens);
        do
        {
            ReadAhead(left);
            TVector rightA = TLanes.Load(right);
            TVector rightB = TLanes.Load(right + rightStride);
            TVector number = TLanes.Broadcast(left[0]);
            sum0A = TLanes.MultiplyAdd(number, rightA, sum0A);
            sum0B = TLanes.MultiplyAdd(number, rightB, sum0B);
            number = TLanes.Broadcast(left[1]);
            sum1A = TLanes.MultiplyAdd(number, rightA, sum1A);
            sum1B = TLanes.MultiplyAdd(number, rightB, sum1B);
            number = TLanes.Broadcast(left[2]);
            sum2A = TLanes.MultiplyAdd(number, rightA, sum2A);
            sum2B = TLanes.MultiplyAdd(number, rightB, sum2B);
            number = TLanes.Broadcast(left[3]);
            sum3A = TLanes.MultiplyAdd(number, rightA, sum3A);
            sum3B = TLanes.MultiplyAdd(number, rightB, sum3B);
            number = TLanes.Broadcast(left[4]);
            sum4A = TLanes.MultiplyAdd(number, rightA, sum4A);
            sum4B = TLanes.MultiplyAdd(number, rightB, sum4B);
            number = TLanes.Broadcast(left[5]);
            sum5A = TLanes.MultiplyAdd(number, rightA, sum5A);
            sum5B = TLanes.MultiplyAdd(number, rightB, sum5B);
            number = TLanes.Broadcast(left[6]);
            sum6A = TLanes.MultiplyAdd(number, rightA, sum6A);
            sum6B = TLanes.MultiplyAdd(number, rightB, sum6B);
            number = TLanes.Broadcast(left[7]);
            sum7A = TLanes.MultiplyAdd(number, rightA, sum7A);
            sum7B = TLanes.MultiplyAdd(number, rightB, sum7B);
            number = TLanes.Broadcast(left[8]);
            sum8A = TLanes.MultiplyAdd(number, rightA, sum8A);
            sum8B = TLanes.MultiplyAdd(number, rightB, sum8B);
            number = TLanes.Broadcast(left[9]);
            sum9A = TLanes.MultiplyAdd(number, rightA, sum9A);
            sum9B = TLanes.MultiplyAdd(number, rightB, sum9B);
            number = TLanes.Broadcast(left[10]);
            sum10A = TLanes.MultiplyAdd(number, rightA, sum10A);
            sum10B = TLanes.MultiplyAdd(number, rightB, sum10B);
            number = TLanes.Broadcast(left[11]);
            sum11A = TLanes.MultiplyAdd(number, rightA, sum11A);
            sum11B = TLanes.MultiplyAdd(number, rightB, sum11B);
            left += WideRows;
            right += Panel.Tokens;
        }
        while (right < end);

        Put(sum0A, bias, 0, adds, result);
        Put(sum1A, bias, 1, adds, result + 16);
        Put(sum2A, bias, 2, adds, result + 32);
        Put(sum3A, bias, 3, adds, result + 48);
        Put(sum4A, bias, 4, adds, result + 64);
        Put(sum5A, bias, 5, adds, result + 80);
        Put(sum6A, bias, 6, adds, result + 96);
        Put(sum7A, bias, 7, adds, result + 112);
        Put(sum8A, bias, 8, adds, result + 128);
        Put(sum9A, bias, 9, adds, result + 144);
        Put(sum10A, bias, 10, adds, result + 160);
        Put(sum11A, bias, 11, adds, result + 176);
        result += resultStride;
        Put(sum0B, bias, 0, adds, result);
        Put(sum1B, bias, 1, adds, result + 16);
        Put(sum2B, bias, 2, adds, result + 32);
        Put(sum3B, bias, 3, adds, result + 48);
        Put(sum4B, bias, 4, adds, result + 64);
        Put(sum5B, bias, 5, adds, result + 80);
        Put(sum6B, bias, 6, adds, result + 96);
        Put(sum7B, bias, 7, adds, result + 112);
        Put(sum8B, bias, 8, adds, result + 128);
        Put(sum9B, bias, 9, adds, result + 144);
        Put(sum10B, bias, 10, adds, result + 160);
        Put(sum11B, bias, 11, adds, result + 176);
    }

    /// <summary>12 rows of packed weights by one panel, for the last of an odd number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply12By1(float* left, float* right, float* result, int depth, float* bias, bool adds)
    {
        TVector sum0A = TLanes.Zero;
        TVector sum1A = TLanes.Zero;
        TVector sum2A = TLanes.Zero;
        TVector sum3A = TLanes.Zero;
        TVector sum4A = TLanes.Zero;
        TVector sum5A = TLanes.Zero;
        TVector sum6A = TLanes.Zero;
        TVector sum7A = TLanes.Zero;
        TVector sum8A = TLanes.Zero;
        TVector sum9A = TLanes.Zero;
        TVector sum10A = TLanes.Zero;
        TVector sum11A = TLanes.Zero;
        float* end = right + (depth * Panel.Tokens);
        do
        {
            ReadAhead(left);
            TVector rightA = TLanes.Load(right);
            sum0A = TLanes.MultiplyAdd(TLanes.Broadcast(left[0]), rightA, sum0A);
            sum1A = TLanes.MultiplyAdd(TLanes.Broadcast(left[1]), rightA, sum1A);
            sum2A = TLanes.MultiplyAdd(TLanes.Broadcast(left[2]), rightA, sum2A);
            sum3A = TLanes.MultiplyAdd(TLanes.Broadcast(left[3]), rightA, sum3A);
            sum4A = TLanes.MultiplyAdd(TLanes.Broadcast(left[4]), rightA, sum4A);
            sum5A = TLanes.MultiplyAdd(TLanes.Broadcast(left[5]), rightA, sum5A);
            sum6A = TLanes.MultiplyAdd(TLanes.Broadcast(left[6]), rightA, sum6A);
            sum7A = TLanes.MultiplyAdd(TLanes.Broadcast(left[7]), rightA, sum7A);
            sum8A = TLanes.MultiplyAdd(TLanes.Broadcast(left[8]), rightA, sum8A);
            sum9A = TLanes.MultiplyAdd(TLanes.Broadcast(left[9]), rightA, sum9A);
            sum10A = TLanes.MultiplyAdd(TLanes.Broadcast(left[10]), rightA, sum10A);
            sum11A = TLanes.MultiplyAdd(TLanes.Broadcast(left[11]), rightA, sum11A);
            left += WideRows;
            right += Panel.Tokens;
        }
        while (right < end);

        Put(sum0A, bias, 0, adds, result);
        Put(sum1A, bias, 1, adds, result + 16);
        Put(sum2A, bias, 2, adds, result + 32);
        Put(sum3A, bias, 3, adds, result + 48);
        Put(sum4A, bias, 4, adds, result + 64);
        Put(sum5A, bias, 5, adds, result + 80);
        Put(sum6A, bias, 6, adds, result + 96);
        Put(sum7A, bias, 7, adds, result + 112);
        Put(sum8A, bias, 8, adds, result + 128);
        Put(sum9A, bias, 9, adds, result + 144);
        Put(sum10A, bias, 10, adds, result + 160);
        Put(sum11A, bias, 11, adds, result + 176);
    }

    /// <summary>8 rows by one vector of 16 lanes, for what has few rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply8By1<TStrides>(float* left, nint leftGap, float* right, float* result, int depth, int parts, float* bias, bool adds)
        where TStrides : struct, IStrides
    {
        TVector sum0A = TLanes.Zero;
        TVector sum1A = TLanes.Zero;
        TVector sum2A = TLanes.Zero;
        TVector sum3A = TLanes.Zero;
        TVector sum4A = TLanes.Zero;
        TVector sum5A = TLanes.Zero;
        TVector sum6A = TLanes.Zero;
        TVector sum7A = TLanes.Zero;
        while (true)
        {
            float* end = right + (depth * Panel.Tokens);
            do
            {
                TVector rightA = TLanes.Load(right);
                sum0A = TLanes.MultiplyAdd(TLanes.Broadcast(left[0]), rightA, sum0A);
                sum1A = TLanes.MultiplyAdd(TLanes.Broadcast(left[TStrides.Row]), rightA, sum1A);
                sum2A = TLanes.MultiplyAdd(TLanes.Broadcast(left[2 * TStrides.Row]), rightA, sum2A);
                sum3A = TLanes.MultiplyAdd(TLanes.Broadcast(left[3 * TStrides.Row]), rightA, sum3A);
                sum4A = TLanes.MultiplyAdd(TLanes.Broadcast(left[4 * TStrides.Row]), rightA, sum4A);
                sum5A = TLanes.MultiplyAdd(TLanes.Broadcast(left[5 * TStrides.Row]), rightA, sum5A);
                sum6A = TLanes.MultiplyAdd(TLanes.Broadcast(left[6 * TStrides.Row]), rightA, sum6A);
                sum7A = TLanes.MultiplyAdd(TLanes.Broadcast(left[7 * TStrides.Row]), rightA, sum7A);
                left += TStrides.Step;
                right += Panel.Tokens;
            }
            while (right < end);
            if (--parts <= 0)
            {
                break;
            }

            left += leftGap;
        }

        Put(sum0A, bias, 0, adds, result);
        Put(sum1A, bias, 1, adds, result + 16);
        Put(sum2A, bias, 2, adds, result + 32);
        Put(sum3A, bias, 3, adds, result + 48);
        Put(sum4A, bias, 4, adds, result + 64);
        Put(sum5A, bias, 5, adds, result + 80);
        Put(sum6A, bias, 6, adds, result + 96);
        Put(sum7A, bias, 7, adds, result + 112);
    }

    /// <summary>6 rows by two vectors, in 16 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply6By2<TStrides>(float* left, nint leftGap, float* right, float* result, int depth, int parts, float* bias, bool adds)
        where TStrides : struct, IStrides
    {
        TVector sum0A = TLanes.Zero, sum0B = TLanes.Zero;
        TVector sum1A = TLanes.Zero, sum1B = TLanes.Zero;
        TVector sum2A = TLanes.Zero, sum2B = TLanes.Zero;
        TVector sum3A = TLanes.Zero, sum3B = TLanes.Zero;
        TVector sum4A = TLanes.Zero, sum4B = TLanes.Zero;
        TVector sum5A = TLanes.Zero, sum5B = TLanes.Zero;
        while (true)
        {
            float* end = right + (depth * Panel.Tokens);
            do
            {
                ReadAhead(left);
                TVector rightA = TLanes.Load(right);
                TVector rightB = TLanes.Load(right + TLanes.Count);
                TVector number = TLanes.Broadcast(left[0]);
                sum0A = TLanes.MultiplyAdd(number, rightA, sum0A);
                sum0B = TLanes.MultiplyAdd(number, rightB, sum0B);
                number = TLanes.Broadcast(left[TStrides.Row]);
                sum1A = TLanes.MultiplyAdd(number, rightA, sum1A);
                sum1B = TLanes.MultiplyAdd(number, rightB, sum1B);
                number = TLanes.Broadcast(left[2 * TStrides.Row]);
                sum2A = TLanes.MultiplyAdd(number, rightA, sum2A);
                sum2B = TLanes.MultiplyAdd(number, rightB, sum2B);
                number = TLanes.Broadcast(left[3 * TStrides.Row]);
                sum3A = TLanes.MultiplyAdd(number, rightA, sum3A);
                sum3B = TLanes.MultiplyAdd(number, rightB, sum3B);
                number = TLanes.Broadcast(left[4 * TStrides.Row]);
                sum4A = TLanes.MultiplyAdd(number, rightA, sum4A);
                sum4B = TLanes.MultiplyAdd(number, rightB, sum4B);
                number = TLanes.Broadcast(left[5 * TStrides.Row]);
                sum5A = TLanes.MultiplyAdd(number, rightA, sum5A);
                sum5B = TLanes.MultiplyAdd(number, rightB, sum5B);
                left += TStrides.Step;
                right += Panel.Tokens;
            }
            while (right < end);
            if (--parts <= 0)
            {
                break;
            }

            left += leftGap;
        }

        Put(sum0A, bias, 0, adds, result);
        Put(sum0B, bias, 0, adds, result + TLanes.Count);
        Put(sum1A, bias, 1, adds, result + 16);
        Put(sum1B, bias, 1, adds, result + 16 + TLanes.Count);
        Put(sum2A, bias, 2, adds, result + 32);
        Put(sum2B, bias, 2, adds, result + 32 + TLanes.Count);
        Put(sum3A, bias, 3, adds, result + 48);
        Put(sum3B, bias, 3, adds, result + 48 + TLanes.Count);
        Put(sum4A, bias, 4, adds, result + 64);
        Put(sum4B, bias, 4, adds, result + 64 + TLanes.Count);
        Put(sum5A, bias, 5, adds, result + 80);
        Put(sum5B, bias, 5, adds, result + 80 + TLanes.Count);
    }

    /// <summary>4 rows by two vectors, for what has few rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply4By2<TStrides>(float* left, nint leftGap, float* right, float* result, int depth, int parts, float* bias, bool adds)
        where TStrides : struct, IStrides
    {
        TVector sum0A = TLanes.Zero, sum0B = TLanes.Zero;
        TVector sum1A = TLanes.Zero, sum1B = TLanes.Zero;
        TVector sum2A = TLanes.Zero, sum2B = TLanes.Zero;
        TVector sum3A = TLanes.Zero, sum3B = TLanes.Zero;
        while (true)
        {
            float* end = right + (depth * Panel.Tokens);
            do
            {
                TVector rightA = TLanes.Load(right);
                TVector rightB = TLanes.Load(right + TLanes.Count);
                TVector number = TLanes.Broadcast(left[0]);
                sum0A = TLanes.MultiplyAdd(number, rightA, sum0A);
                sum0B = TLanes.MultiplyAdd(number, rightB, sum0B);
                number = TLanes.Broadcast(left[TStrides.Row]);
                sum1A = TLanes.MultiplyAdd(number, rightA, sum1A);
                sum1B = TLanes.MultiplyAdd(number, rightB, sum1B);
                number = TLanes.Broadcast(left[2 * TStrides.Row]);
                sum2A = TLanes.MultiplyAdd(number, rightA, sum2A);
                sum2B = TLanes.MultiplyAdd(number, rightB, sum2B);
                number = TLanes.Broadcast(left[3 * TStrides.Row]);
                sum3A = TLanes.MultiplyAdd(number, rightA, sum3A);
                sum3B = TLanes.MultiplyAdd(number, rightB, sum3B);
                left += TStrides.Step;
                right += Panel.Tokens;
            }
            while (right < end);
            if (--parts <= 0)
            {
                break;
            }

            left += leftGap;
        }

        Put(sum0A, bias, 0, adds, result);
        Put(sum0B, bias, 0, adds, result + TLanes.Count);
        Put(sum1A, bias, 1, adds, result + 16);
        Put(sum1B, bias, 1, adds, result + 16 + TLanes.Count);
        Put(sum2A, bias, 2, adds, result + 32);
        Put(sum2B, bias, 2, adds, result + 32 + TLanes.Count);
        Put(sum3A, bias, 3, adds, result + 48);
        Put(sum3B, bias, 3, adds, result + 48 + TLanes.Count);
    }

    // Weights are read once from one end to the other, from memory where a model is larger than the caches; what the processor fetches on its own ends with a page.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ReadAhead(float* weights)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(weights + Ahead);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(TVector sum, float* bias, int row, bool adds, float* result)
    {
        if (bias != null)
        {
            sum = TLanes.Add(sum, TLanes.Broadcast(bias[row]));
        }

        TLanes.Store(adds ? TLanes.Add(sum, TLanes.Load(result)) : sum, result);
    }
}
