namespace RerankKit.LateInteraction;

/// <summary>Sums of products of a document's bytes with a query's, four at a time per lane. Each lane belongs to a query token.</summary>
/// <typeparam name="TSelf">The implementation.</typeparam>
/// <typeparam name="TSums">The vector, taken as 32-bit integers.</typeparam>
/// <remarks>Every implementation gives the same integers: <see cref="QuantizedQuery"/> keeps queries so small that no 16-bit sum overflows.</remarks>
internal interface IByteDot<TSelf, TSums>
    where TSelf : struct, IByteDot<TSelf, TSums>
    where TSums : struct
{
    /// <summary>
    /// The bits of a document's bytes that are turned over before they are multiplied: none, so that they have the 128 that <see cref="Int8Codec"/> adds to them and sums begin 128 query sums below 0, or the
    /// highest of each, which makes them signed.
    /// </summary>
    static abstract int Flip { get; }

    /// <summary>Adds four products per lane.</summary>
    static abstract TSums Add4(TSums sums, TSums document, TSums query);

    /// <summary>Adds sixteen products per lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual TSums Add16(
        TSums sums, TSums document0, TSums document1, TSums document2, TSums document3, TSums query0, TSums query1, TSums query2, TSums query3) =>
        TSelf.Add4(TSelf.Add4(TSelf.Add4(TSelf.Add4(sums, document0, query0), document1, query1), document2, query2), document3, query3);
}
