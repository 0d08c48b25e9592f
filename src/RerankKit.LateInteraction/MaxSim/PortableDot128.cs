namespace RerankKit.LateInteraction;

/// <summary>128 bits with nothing but what every machine with vectors has.</summary>
internal readonly struct PortableDot128 : IByteDot<PortableDot128, Vector128<int>>
{
    public static int Flip => unchecked((int)0x80808080);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Add4(Vector128<int> sums, Vector128<int> document, Vector128<int> query) => Widen(sums, Pairs(document, query));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Add16(
        Vector128<int> sums,
        Vector128<int> document0,
        Vector128<int> document1,
        Vector128<int> document2,
        Vector128<int> document3,
        Vector128<int> query0,
        Vector128<int> query1,
        Vector128<int> query2,
        Vector128<int> query3) =>
        Widen(sums, Pairs(document0, query0) + Pairs(document1, query1) + (Pairs(document2, query2) + Pairs(document3, query3)));

    /// <summary>Per 16 bits the lower byte's product and the higher byte's.</summary>
    private static Vector128<short> Pairs(Vector128<int> document, Vector128<int> query)
    {
        Vector128<short> left = document.AsInt16();
        Vector128<short> right = query.AsInt16();
        return (((left << 8) >> 8) * ((right << 8) >> 8)) + ((left >> 8) * (right >> 8));
    }

    private static Vector128<int> Widen(Vector128<int> sums, Vector128<short> pairs) =>
        sums + ((pairs.AsInt32() << 16) >> 16) + (pairs.AsInt32() >> 16);
}
