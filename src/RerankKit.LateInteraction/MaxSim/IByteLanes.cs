namespace RerankKit.LateInteraction;

/// <summary>Vectors of one width as 32-bit integers. Each lane belongs to a query token.</summary>
/// <typeparam name="TSums">The vector, taken as 32-bit integers.</typeparam>
/// <typeparam name="TFloats">As single-precision numbers.</typeparam>
internal unsafe interface IByteLanes<TSums, TFloats>
    where TSums : struct
    where TFloats : struct
{
    static abstract TSums LoadBytes(void* source);

    /// <summary>Four bytes of a document in all lanes, with the bits of <paramref name="flip"/> turned over.</summary>
    static abstract TSums BroadcastBytes(byte* source, int flip);

    /// <summary>The sums times a document token's scale.</summary>
    static abstract TFloats Scale(TSums sums, byte* scale);
}
