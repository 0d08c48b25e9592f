using System.Runtime.Intrinsics.X86;

namespace RerankKit.LateInteraction;

/// <summary>512 bits by VPMADDUBSW: .NET 10 gives no access to the 512-bit VNNI instructions below AVX10.2 (see <see cref="VnniDot512"/>).</summary>
internal readonly struct ByteDot512 : IByteDot<ByteDot512, Vector512<int>>
{
    public static int Flip => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add4(Vector512<int> sums, Vector512<int> document, Vector512<int> query) =>
        sums + Avx512BW.MultiplyAddAdjacent(Pairs(document, query), Vector512<short>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add16(
        Vector512<int> sums,
        Vector512<int> document0,
        Vector512<int> document1,
        Vector512<int> document2,
        Vector512<int> document3,
        Vector512<int> query0,
        Vector512<int> query1,
        Vector512<int> query2,
        Vector512<int> query3)
    {
        Vector512<short> pairs = Pairs(document0, query0) + Pairs(document1, query1) + (Pairs(document2, query2) + Pairs(document3, query3));
        return sums + Avx512BW.MultiplyAddAdjacent(pairs, Vector512<short>.One);
    }

    private static Vector512<short> Pairs(Vector512<int> document, Vector512<int> query) =>
        Avx512BW.MultiplyAddAdjacent(document.AsByte(), query.AsSByte());
}
