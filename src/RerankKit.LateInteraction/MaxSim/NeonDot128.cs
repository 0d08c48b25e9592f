using System.Runtime.Intrinsics.Arm;

namespace RerankKit.LateInteraction;

/// <summary>128 bits by SDOT, where there are ARM dot products: of signed bytes, so the offset is taken off first.</summary>
internal readonly struct NeonDot128 : IByteDot<NeonDot128, Vector128<int>>
{
    public static int Flip => unchecked((int)0x80808080);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Add4(Vector128<int> sums, Vector128<int> document, Vector128<int> query) =>
        Dp.DotProduct(sums, document.AsSByte(), query.AsSByte());
}
