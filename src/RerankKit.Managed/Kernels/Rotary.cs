using System.Runtime.CompilerServices;

namespace RerankKit.Managed;

/// <summary>Rotary positions (Su et al., 2021) of the tokens in a vector's lanes.</summary>
internal static unsafe class Rotary<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <summary>Turns one head: x cos - y sin, and y cos + x sin, for the channels of its first half and those of its second.</summary>
    /// <param name="values"><c>[2, half, 16]</c>, in place.</param>
    /// <param name="turns">Cosines and sines, <c>[2, half, 16]</c>.</param>
    /// <param name="half">Half of a head's channels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rotate(float* values, float* turns, int half)
    {
        int size = half * Panel.Tokens;
        for (int i = 0; i < size; i += Panel.Tokens)
        {
            TVector first = TLanes.Load(values + i);
            TVector second = TLanes.Load(values + size + i);
            TVector cosine = TLanes.Load(turns + i);
            TVector sine = TLanes.Load(turns + size + i);
            TLanes.Store(TLanes.Subtract(TLanes.Multiply(first, cosine), TLanes.Multiply(second, sine)), values + i);
            TLanes.Store(TLanes.MultiplyAdd(second, cosine, TLanes.Multiply(first, sine)), values + size + i);
        }
    }
}
