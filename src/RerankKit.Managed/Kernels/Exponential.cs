using System.Runtime.CompilerServices;

namespace RerankKit.Managed;

/// <summary>The exponential function of single-precision numbers, by Cephes' reduction and polynomial (Moshier): within 2 units in the last place.</summary>
internal static class Exponential<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <summary>e to the power of each lane; below -87 what -87 gives (1.6e-38), above 88 what 88 gives.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(TVector x)
    {
        x = TLanes.Min(TLanes.Max(x, TLanes.Broadcast(-87)), TLanes.Broadcast(88));
        TVector power = TLanes.Round(TLanes.Multiply(x, TLanes.Broadcast(1.44269504f)));

        // The logarithm of 2 in two pieces, the first exact in any product with a small whole number.
        TVector rest = TLanes.MultiplyAdd(power, TLanes.Broadcast(-0.693359375f), x);
        rest = TLanes.MultiplyAdd(power, TLanes.Broadcast(2.12194440e-4f), rest);
        TVector sum = TLanes.Broadcast(1.9875691500e-4f);
        sum = TLanes.MultiplyAdd(sum, rest, TLanes.Broadcast(1.3981999507e-3f));
        sum = TLanes.MultiplyAdd(sum, rest, TLanes.Broadcast(8.3334519073e-3f));
        sum = TLanes.MultiplyAdd(sum, rest, TLanes.Broadcast(4.1665795894e-2f));
        sum = TLanes.MultiplyAdd(sum, rest, TLanes.Broadcast(1.6666665459e-1f));
        sum = TLanes.MultiplyAdd(sum, rest, TLanes.Broadcast(5.0000001201e-1f));
        sum = TLanes.Add(TLanes.MultiplyAdd(sum, TLanes.Multiply(rest, rest), rest), TLanes.Broadcast(1));
        return TLanes.Scale(sum, power);
    }
}
