using System.Runtime.Intrinsics.X86;

namespace RerankKit.LateInteraction;

/// <summary>512 bits by VPDPBSUD, where there is AVX10.2: the only 512-bit form that .NET 10 gives access to.</summary>
internal readonly struct VnniDot512 : IByteDot<VnniDot512, Vector512<int>>
{
    public static int Flip => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add4(Vector512<int> sums, Vector512<int> document, Vector512<int> query) =>
        AvxVnniInt8.V512.MultiplyWideningAndAdd(sums, query.AsSByte(), document.AsByte());
}
