using System.Runtime.Intrinsics.X86;

namespace RerankKit.LateInteraction;

/// <summary>512 bits by VPDPBSUD, where there is AVX10.2: the only 512-bit form that .NET 10 gives access to.</summary>
internal readonly unsafe struct VnniDot512 : IByteDot<Vector512<int>, Vector512<float>>
{
    public static bool IsBiased => true;

    public static Vector512<int> Load(void* source) => Vector512.Load((int*)source);

    public static Vector512<int> Broadcast(byte* source) => Vector512.Create(*(int*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add4(Vector512<int> sums, Vector512<int> document, Vector512<int> query) =>
        AvxVnniInt8.V512.MultiplyWideningAndAdd(sums, query.AsSByte(), document.AsByte());

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
        Vector512<int> query3) =>
        Add4(Add4(Add4(Add4(sums, document0, query0), document1, query1), document2, query2), document3, query3);

    public static Vector512<float> Scale(Vector512<int> sums, byte* scale) => Vector512.ConvertToSingle(sums) * Vector512.Create(*(float*)scale);
}
