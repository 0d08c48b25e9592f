namespace RerankKit.LateInteraction;

/// <summary>Sums of products of a document's bytes with a query's, four at a time per lane. Each lane belongs to a query token.</summary>
/// <typeparam name="TSums">The vector, taken as 32-bit integers.</typeparam>
/// <typeparam name="TFloats">As single-precision numbers.</typeparam>
/// <remarks>Every implementation gives the same integers: <see cref="QuantizedQuery"/> keeps queries so small that no 16-bit sum overflows.</remarks>
internal unsafe interface IByteDot<TSums, TFloats>
    where TSums : struct
    where TFloats : struct
{
    /// <summary>Whether a document's bytes are multiplied with the 128 that <see cref="Int8Codec"/> adds to them; sums then begin 128 query sums below 0.</summary>
    static abstract bool IsBiased { get; }

    static abstract TSums Load(void* source);

    /// <summary>Four bytes of a document in all lanes.</summary>
    static abstract TSums Broadcast(byte* source);

    /// <summary>Adds four products per lane.</summary>
    static abstract TSums Add4(TSums sums, TSums document, TSums query);

    /// <summary>Adds sixteen products per lane.</summary>
    static abstract TSums Add16(
        TSums sums, TSums document0, TSums document1, TSums document2, TSums document3, TSums query0, TSums query1, TSums query2, TSums query3);

    /// <summary>The sums times a document token's scale.</summary>
    static abstract TFloats Scale(TSums sums, byte* scale);
}
