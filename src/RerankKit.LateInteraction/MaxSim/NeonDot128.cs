using System.Runtime.Intrinsics.Arm;

namespace RerankKit.LateInteraction;

/// <summary>128 bits by SDOT, where there are ARM dot products: of signed bytes, so the offset is taken off first.</summary>
internal readonly unsafe struct NeonDot128 : IByteDot<Vector128<int>, Vector128<float>>
{
    public static bool IsBiased => false;

    public static Vector128<int> Load(void* source) => Vector128.Load((int*)source);

    public static Vector128<int> Broadcast(byte* source) => Vector128.Create(*(int*)source ^ unchecked((int)0x80808080));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Add4(Vector128<int> sums, Vector128<int> document, Vector128<int> query) =>
        Dp.DotProduct(sums, document.AsSByte(), query.AsSByte());

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
        Add4(Add4(Add4(Add4(sums, document0, query0), document1, query1), document2, query2), document3, query3);

    public static Vector128<float> Scale(Vector128<int> sums, byte* scale) => Vector128.ConvertToSingle(sums) * Vector128.Create(*(float*)scale);
}
