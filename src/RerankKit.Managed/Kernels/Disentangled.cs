using System.Runtime.CompilerServices;

namespace RerankKit.Managed;

/// <summary>Scores of disentangled attention (DeBERTa, He et al., 2021), one query per lane.</summary>
internal static unsafe class Disentangled<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <summary>Of four keys: <c>key (query + query of the distance) + query (key of the distance)</c>. From a lane to the next the distance grows by one, from a key to the next it shrinks by one.</summary>
    /// <param name="keys">The first of them, <c>[depth, 16]</c>.</param>
    /// <param name="query"><c>[depth, 16]</c>.</param>
    /// <param name="distanceKeys">At the first lane's distance from the first key.</param>
    /// <param name="distanceQueries">The same.</param>
    /// <param name="stride">Of the two, from a channel to the next.</param>
    /// <param name="scores">Receives <c>[4, 16]</c>.</param>
    /// <param name="depth">Channels of a head.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Score4(float* keys, float* query, float* distanceKeys, float* distanceQueries, nint stride, float* scores, int depth)
    {
        TVector fromKey0 = TLanes.Zero, fromQuery0 = TLanes.Zero;
        TVector fromKey1 = TLanes.Zero, fromQuery1 = TLanes.Zero;
        TVector fromKey2 = TLanes.Zero, fromQuery2 = TLanes.Zero;
        TVector fromKey3 = TLanes.Zero, fromQuery3 = TLanes.Zero;
        float* end = query + (depth * Panel.Tokens);
        do
        {
            TVector content = TLanes.Load(query);
            fromKey0 = TLanes.MultiplyAdd(TLanes.Broadcast(keys[0]), TLanes.Add(content, TLanes.Load(distanceQueries)), fromKey0);
            fromQuery0 = TLanes.MultiplyAdd(content, TLanes.Load(distanceKeys), fromQuery0);
            fromKey1 = TLanes.MultiplyAdd(TLanes.Broadcast(keys[1]), TLanes.Add(content, TLanes.Load(distanceQueries - 1)), fromKey1);
            fromQuery1 = TLanes.MultiplyAdd(content, TLanes.Load(distanceKeys - 1), fromQuery1);
            fromKey2 = TLanes.MultiplyAdd(TLanes.Broadcast(keys[2]), TLanes.Add(content, TLanes.Load(distanceQueries - 2)), fromKey2);
            fromQuery2 = TLanes.MultiplyAdd(content, TLanes.Load(distanceKeys - 2), fromQuery2);
            fromKey3 = TLanes.MultiplyAdd(TLanes.Broadcast(keys[3]), TLanes.Add(content, TLanes.Load(distanceQueries - 3)), fromKey3);
            fromQuery3 = TLanes.MultiplyAdd(content, TLanes.Load(distanceKeys - 3), fromQuery3);
            keys += Panel.Tokens;
            query += Panel.Tokens;
            distanceKeys += stride;
            distanceQueries += stride;
        }
        while (query < end);
        TLanes.Store(TLanes.Add(fromKey0, fromQuery0), scores);
        TLanes.Store(TLanes.Add(fromKey1, fromQuery1), scores + Panel.Tokens);
        TLanes.Store(TLanes.Add(fromKey2, fromQuery2), scores + (2 * Panel.Tokens));
        TLanes.Store(TLanes.Add(fromKey3, fromQuery3), scores + (3 * Panel.Tokens));
    }
}
