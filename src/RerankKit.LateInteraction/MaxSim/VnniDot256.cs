using System.Runtime.Intrinsics.X86;

namespace RerankKit.LateInteraction;

/// <summary>256 bits by VPDPBUSD, where there is AVX-VNNI.</summary>
internal readonly struct VnniDot256 : IByteDot<VnniDot256, Vector256<int>>
{
    public static int Flip => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add4(Vector256<int> sums, Vector256<int> document, Vector256<int> query) =>
        AvxVnni.MultiplyWideningAndAdd(sums, document.AsByte(), query.AsSByte());
}
