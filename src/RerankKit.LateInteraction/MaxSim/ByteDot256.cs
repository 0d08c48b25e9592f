using System.Runtime.Intrinsics.X86;

namespace RerankKit.LateInteraction;

/// <summary>256 bits by VPMADDUBSW, for machines without AVX-VNNI.</summary>
internal readonly unsafe struct ByteDot256 : IByteDot<Vector256<int>, Vector256<float>>
{
    public static bool IsBiased => true;

    public static Vector256<int> Load(void* source) => Vector256.Load((int*)source);

    public static Vector256<int> Broadcast(byte* source) => Vector256.Create(*(int*)source);

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

    public static Vector256<float> Scale(Vector256<int> sums, byte* scale) => Vector256.ConvertToSingle(sums) * Vector256.Create(*(float*)scale);

    private static Vector256<short> Pairs(Vector256<int> document, Vector256<int> query) =>
        Avx2.MultiplyAddAdjacent(document.AsByte(), query.AsSByte());
}
