using System.Runtime.CompilerServices;

namespace RerankKit.Managed;

/// <summary>Softmax over the keys of a sequence, one query per lane.</summary>
internal static unsafe class Softmax<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private static ReadOnlySpan<float> Ramp => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

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

    /// <summary>Writes a number over the scores of the keys that are too far from a lane's query.</summary>
    /// <param name="scores"><c>[count, 16]</c>.</param>
    /// <param name="count">Keys.</param>
    /// <param name="query">Where the first lane's query stands, counted from the first key.</param>
    /// <param name="window">How far a key may be.</param>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ReplaceDistant(float* scores, int count, int query, int window, float value)
    {
        fixed (float* ramp = Ramp)
        {
            TVector queries = TLanes.Add(TLanes.Load(ramp), TLanes.Broadcast(query));
            TVector replacement = TLanes.Broadcast(value);
            int seenByAll = Math.Max(query + TLanes.Count - 1 - window, 0);
            for (int key = 0; key < count; key++)
            {
                if (key == seenByAll)
                {
                    key = Math.Max(key, query + window + 1);
                    if (key >= count)
                    {
                        return;
                    }
                }

                // 1 where it is near, else 0: both products are exact.
                TVector distance = TLanes.Subtract(queries, TLanes.Broadcast(key));
                distance = TLanes.Max(distance, TLanes.Subtract(TLanes.Zero, distance));
                TVector near = TLanes.Min(TLanes.Max(TLanes.Subtract(TLanes.Broadcast(window + 1f), distance), TLanes.Zero), TLanes.Broadcast(1));
                float* score = scores + (key * Panel.Tokens);
                TVector far = TLanes.Multiply(TLanes.Subtract(TLanes.Broadcast(1), near), replacement);
                TLanes.Store(TLanes.MultiplyAdd(TLanes.Load(score), near, far), score);
            }
        }
    }
}
