using System.Runtime.CompilerServices;

namespace RerankKit.Managed;

/// <summary>Softmax over the keys of a sequence, one query per lane.</summary>
internal static unsafe class Softmax<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <summary>Turns scores into powers of e, the greatest 1, and gives the inverse of their sums: what follows is linear, so that they are applied last.</summary>
    /// <param name="scores"><c>[count, 16]</c>.</param>
    /// <param name="count">Keys.</param>
    /// <param name="attended">Per key whether it counts; null where all do. Those that do not get 0.</param>
    /// <param name="inverse">Receives one number per lane.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Exponentiate(float* scores, int count, byte* attended, float* inverse)
    {
        TVector greatest = TLanes.Broadcast(float.MinValue);
        for (int key = 0; key < count; key++)
        {
            if (attended == null || attended[key] != 0)
            {
                greatest = TLanes.Max(greatest, TLanes.Load(scores + (key * Panel.Tokens)));
            }
        }

        TVector sum = TLanes.Zero;
        for (int key = 0; key < count; key++)
        {
            float* score = scores + (key * Panel.Tokens);
            TVector value = TLanes.Zero;
            if (attended == null || attended[key] != 0)
            {
                value = Exponential<TLanes, TVector>.Of(TLanes.Subtract(TLanes.Load(score), greatest));
                sum = TLanes.Add(sum, value);
            }

            TLanes.Store(value, score);
        }

        TLanes.Store(TLanes.Divide(TLanes.Broadcast(1), sum), inverse);
    }
}
