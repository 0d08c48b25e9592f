using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace RerankKit.Models;

/// <summary>What matters about a processor for 8-bit models.</summary>
/// <param name="IsArm64">64-bit ARM.</param>
/// <param name="HasVnni">Dot products of 8-bit integers without saturation: AVX-512 VNNI or AVX-VNNI.</param>
internal readonly record struct CpuFeatures(bool IsArm64, bool HasVnni)
{
    private const int Avx512VnniBit = 1 << 11;

    public static CpuFeatures Current { get; } = new(
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64,
        AvxVnni.IsSupported || HasAvx512Vnni());

    /// <summary>How the choice is explained.</summary>
    public string Description => (IsArm64, HasVnni) switch
    {
        (true, _) => "this is an ARM processor",
        (_, true) => "this processor has VNNI",
        _ => "this processor has no VNNI, without which signed weights can saturate",
    };

    // .NET has no class for it: CPUID leaf 7, ECX bit 11, and AVX-512 switched on by the system.
    private static bool HasAvx512Vnni() =>
        X86Base.IsSupported && Avx512BW.IsSupported && X86Base.CpuId(0, 0).Eax >= 7 && (X86Base.CpuId(7, 0).Ecx & Avx512VnniBit) != 0;
}
