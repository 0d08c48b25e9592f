using System.Runtime.Intrinsics;

namespace RerankKit.Managed.Tests;

/// <summary>All kernels, whether this machine has their registers or not: the runtime computes every width everywhere, if slowly.</summary>
internal static class Kernels
{
    public static EncoderKernel Scalar { get; } = new ScalarKernel();

    public static IReadOnlyList<EncoderKernel> Vectors { get; } =
    [
        new LanesKernel<Lanes512, Vector512<float>>("vector512"),
        new LanesKernel<Lanes256, Vector256<float>>("vector256"),
        new LanesKernel<Lanes128, Vector128<float>>("vector128"),
    ];

    public static IReadOnlyList<EncoderKernel> All { get; } = [.. Vectors, Scalar];
}
