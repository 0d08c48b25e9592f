using System.Runtime.Intrinsics.X86;

namespace RerankKit.LateInteraction;

/// <summary>256 bits by VPMADDUBSW, for machines without AVX-VNNI.</summary>
internal readonly struct ByteDot256 : IByteDot<ByteDot256, Vector256<int>>
{
    public static int Flip => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add4(Vector256<int> sums, Vector256<int> document, Vector256<int> query) =>
        sums + Avx2.MultiplyAddAdjacent(Pairs(document, query), Vector256<short>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add16(
        Vector256<int> sums,
        Vector256<int> document0,
        Vector256<int> document1,
        Vector256<int> document2,
        Vector256<int> document3,
        Vector256<int> query0,
        Vector256<int> query1,
        Vector256<int> query2,
        Vector256<int> query3)
    {
        Vector256<short> pairs = Pairs(document0, query0) + Pairs(document1, query1) + (Pairs(document2, query2) + Pairs(document3, query3));
        return sums + Avx2.MultiplyAddAdjacent(pairs, Vector256<short>.One);
    }

    private static Vector256<short> Pairs(Vector256<int> document, Vector256<int> query) =>
        Avx2.MultiplyAddAdjacent(document.AsByte(), query.AsSByte());
}
