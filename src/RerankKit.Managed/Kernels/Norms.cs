using System.Runtime.CompilerServices;

namespace RerankKit.Managed;

/// <summary>Layer normalisation (Ba, Kiros and Hinton, 2016) of the tokens in a vector's lanes, down the channels of their panel.</summary>
internal static unsafe class Norms<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <summary>Mean 0 and variance 1, then scaled and shifted per channel. The variance is taken around the mean, in a second pass.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Normalize(float* input, float* residual, float* output, LayerNorm norm)
    {
        nint end = (nint)norm.Channels * Panel.Tokens;
        TVector share = TLanes.Broadcast(1f / norm.Channels);
        TVector even = TLanes.Zero;
        TVector odd = TLanes.Zero;
        nint at = 0;
        if (residual != null)
        {
            for (; at < end; at += Panel.Tokens)
            {
                TVector sum = TLanes.Add(TLanes.Load(input + at), TLanes.Load(residual + at));
                TLanes.Store(sum, output + at);
                (even, odd) = (odd, TLanes.Add(even, sum));
            }

            input = output;
        }
        else
        {
            for (; at < end; at += Panel.Tokens)
            {
                (even, odd) = (odd, TLanes.Add(even, TLanes.Load(input + at)));
            }
        }

        TVector mean = TLanes.Multiply(TLanes.Add(even, odd), share);
        even = odd = TLanes.Zero;
        for (at = 0; at < end; at += Panel.Tokens)
        {
            TVector difference = TLanes.Subtract(TLanes.Load(input + at), mean);
            (even, odd) = (odd, TLanes.MultiplyAdd(difference, difference, even));
        }

        TVector variance = TLanes.MultiplyAdd(TLanes.Add(even, odd), share, TLanes.Broadcast(norm.Epsilon));
        TVector factor = TLanes.Divide(TLanes.Broadcast(1), TLanes.SquareRoot(variance));
        float* scale = norm.Scale;
        float* shift = norm.Shift;
        for (at = 0; at < end; at += Panel.Tokens)
        {
            TVector normal = TLanes.Multiply(TLanes.Subtract(TLanes.Load(input + at), mean), factor);
            TLanes.Store(TLanes.MultiplyAdd(normal, TLanes.Broadcast(*scale++), TLanes.Broadcast(*shift++)), output + at);
        }
    }
}
