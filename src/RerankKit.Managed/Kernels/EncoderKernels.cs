using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RerankKit.Managed;

/// <summary>The kernels there are.</summary>
internal static class EncoderKernels
{
    /// <summary>The environment variable that forces one: <c>vector512</c>, <c>vector256</c>, <c>vector128</c> or <c>scalar</c>. Unset, the fastest that the machine has is used.</summary>
    public const string Variable = "RERANKKIT_ENCODER_KERNEL";

    private static readonly string? Forced = Environment.GetEnvironmentVariable(Variable);

    /// <summary>Those that this machine can run, the fastest first.</summary>
    public static IReadOnlyList<EncoderKernel> All { get; } = [.. Supported()];

    /// <summary>The one that is forced, otherwise the fastest.</summary>
    /// <exception cref="InvalidOperationException">The one that is forced does not exist, or not on this machine.</exception>
    public static EncoderKernel Preferred => Select(Forced);

    /// <summary>The kernel of a name; of null or nothing, the fastest.</summary>
    public static EncoderKernel Select(string? name) => string.IsNullOrEmpty(name)
        ? All[0]
        : All.FirstOrDefault(kernel => string.Equals(kernel.Name, name, StringComparison.OrdinalIgnoreCase)) ?? throw new InvalidOperationException(
            $"{Variable} is '{name}'; this machine has {string.Join(", ", All)}. Unset it for the fastest.");

    private static IEnumerable<EncoderKernel> Supported()
    {
        if (Avx512F.IsSupported)
        {
            yield return new LanesKernel<Lanes512, Vector512<float>>("vector512");
        }

        if (Avx2.IsSupported && Fma.IsSupported)
        {
            yield return new LanesKernel<Lanes256, Vector256<float>>("vector256");
        }

        if (Vector128.IsHardwareAccelerated)
        {
            yield return new LanesKernel<Lanes128, Vector128<float>>("vector128");
        }

        yield return new ScalarKernel();
    }
}
