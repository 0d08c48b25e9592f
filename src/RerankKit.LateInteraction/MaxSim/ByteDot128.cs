using System.Runtime.Intrinsics.X86;

namespace RerankKit.LateInteraction;

/// <summary>128 bits by PMADDUBSW.</summary>
internal readonly struct ByteDot128 : IByteDot<ByteDot128, Vector128<int>>
{
    public static int Flip => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Add4(Vector128<int> sums, Vector128<int> document, Vector128<int> query) =>
        sums + Sse2.MultiplyAddAdjacent(Pairs(document, query), Vector128<short>.One);

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
        Vector128<int> query3)
    {
        Vector128<short> pairs = Pairs(document0, query0) + Pairs(document1, query1) + (Pairs(document2, query2) + Pairs(document3, query3));
        return sums + Sse2.MultiplyAddAdjacent(pairs, Vector128<short>.One);
    }

    private static Vector128<short> Pairs(Vector128<int> document, Vector128<int> query) =>
        Ssse3.MultiplyAddAdjacent(document.AsByte(), query.AsSByte());
}
