using System.Runtime.InteropServices;

namespace RerankKit.Managed;

/// <summary>Asks Linux for pages of 2 MB, for memory that is filled at once: a model comes in in fewer page faults, which can take longer than reading it, and without more memory.</summary>
internal static unsafe class HugePages
{
    private const nint Size = 1 << 21;
    private const int AdviceHugePage = 14;
    private static readonly delegate* unmanaged<nint, nint, int, int> Advise = Find();

    /// <summary>Asks for those that lie in some memory as a whole. A kernel that has none says so, and nothing else changes.</summary>
    public static void Prefer(nint start, nint bytes)
    {
        nint first = (start + Size - 1) & -Size;
        nint end = (start + bytes) & -Size;
        if (end > first && Advise != null)
        {
            _ = Advise(first, end - first, AdviceHugePage);
        }
    }

    private static delegate* unmanaged<nint, nint, int, int> Find() =>
        (delegate* unmanaged<nint, nint, int, int>)(OperatingSystem.IsLinux() && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "madvise", out nint address) ? address : 0);
}
