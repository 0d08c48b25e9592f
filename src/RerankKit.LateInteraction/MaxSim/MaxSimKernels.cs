using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace RerankKit.LateInteraction;

/// <summary>The kernels there are.</summary>
internal static class MaxSimKernels
{
    private static readonly string? Forced = Environment.GetEnvironmentVariable(MaxSimQuery.KernelVariable);

    /// <summary>All of them, the fastest first.</summary>
    /// <remarks>
    /// Not <see cref="Vector512.IsHardwareAccelerated"/>, which is false on processors that clock lower for 512-bit vectors: on those, too, they win here.
    /// </remarks>
    public static IReadOnlyList<MaxSimKernel> All { get; } =
    [
        new(
            "vector512",
            Avx512BW.IsSupported,
            static (query, codec) => new FloatQuery<FloatLanes512, Vector512<float>>(query, codec),
            static (query, codec) => AvxVnniInt8.V512.IsSupported
                ? new ByteQuery<VnniDot512, Vector512<int>, FloatLanes512, Vector512<float>>(query, codec)
                : new ByteQuery<ByteDot512, Vector512<int>, FloatLanes512, Vector512<float>>(query, codec)),
        new(
            "vector256",
            Avx2.IsSupported && Fma.IsSupported,
            static (query, codec) => new FloatQuery<FloatLanes256, Vector256<float>>(query, codec),
            static (query, codec) => AvxVnni.IsSupported
                ? new ByteQuery<VnniDot256, Vector256<int>, FloatLanes256, Vector256<float>>(query, codec)
                : new ByteQuery<ByteDot256, Vector256<int>, FloatLanes256, Vector256<float>>(query, codec)),
        new(
            "vector128",
            Vector128.IsHardwareAccelerated && BitConverter.IsLittleEndian,
            static (query, codec) => new FloatQuery<FloatLanes128, Vector128<float>>(query, codec),
            static (query, codec) => Dp.IsSupported ? new ByteQuery<NeonDot128, Vector128<int>, FloatLanes128, Vector128<float>>(query, codec)
                : Ssse3.IsSupported ? new ByteQuery<ByteDot128, Vector128<int>, FloatLanes128, Vector128<float>>(query, codec)
                : new ByteQuery<PortableDot128, Vector128<int>, FloatLanes128, Vector128<float>>(query, codec)),
        new(
            "scalar",
            true,
            static (query, codec) => new ScalarQuery(query, codec),
            static (query, codec) => new ScalarQuery(query, codec)),
    ];

    /// <summary>The kernel that is used: the one that is forced, otherwise the fastest.</summary>
    /// <exception cref="InvalidOperationException">The one that is forced does not exist, or not on this machine.</exception>
    public static MaxSimKernel Preferred => Select(Forced);

    /// <summary>The kernel of a name; of null or nothing, the fastest.</summary>
    public static MaxSimKernel Select(string? name)
    {
        foreach (MaxSimKernel kernel in All)
        {
            if (kernel.IsSupported && (string.IsNullOrEmpty(name) || string.Equals(kernel.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                return kernel;
            }
        }

        throw new InvalidOperationException(
            $"{MaxSimQuery.KernelVariable} is '{name}'; this machine has {string.Join(", ", All.Where(kernel => kernel.IsSupported))}. Unset it for the fastest.");
    }
}
