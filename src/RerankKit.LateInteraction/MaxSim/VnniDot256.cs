using System.Runtime.Intrinsics.X86;

namespace RerankKit.LateInteraction;

/// <summary>256 bits by VPDPBUSD, where there is AVX-VNNI.</summary>
internal readonly unsafe struct VnniDot256 : IByteDot<Vector256<int>, Vector256<float>>
{
    public static bool IsBiased => true;

    public static Vector256<int> Load(void* source) => Vector256.Load((int*)source);

    public static Vector256<int> Broadcast(byte* source) => Vector256.Create(*(int*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add4(Vector256<int> sums, Vector256<int> document, Vector256<int> query) =>
        AvxVnni.MultiplyWideningAndAdd(sums, document.AsByte(), query.AsSByte());

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
        Vector256<int> query3) =>
        Add4(Add4(Add4(Add4(sums, document0, query0), document1, query1), document2, query2), document3, query3);

    public static Vector256<float> Scale(Vector256<int> sums, byte* scale) => Vector256.ConvertToSingle(sums) * Vector256.Create(*(float*)scale);
}
