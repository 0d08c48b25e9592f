using System.Runtime.InteropServices;

namespace RerankKit.Managed;

/// <summary>Numbers outside of the garbage collector's heap, at a multiple of 64 bytes.</summary>
internal sealed unsafe class FloatMemory : SafeHandle
{
    private const int Alignment = 64;
    private readonly long _bytes;

    /// <summary>Allocates.</summary>
    /// <param name="length">How many numbers.</param>
    /// <param name="isZero">Whether they are zeros at first; else whatever was there, for what is filled as a whole.</param>
    public FloatMemory(long length, bool isZero = true)
        : base(0, ownsHandle: true)
    {
        _bytes = Math.Max(checked(length * sizeof(float)), 1);
        Start = (float*)NativeMemory.AlignedAlloc((nuint)_bytes, Alignment);
        HugePages.Prefer((nint)Start, (nint)_bytes);
        if (isZero)
        {
            NativeMemory.Clear(Start, (nuint)_bytes);
        }

        SetHandle((nint)Start);
        GC.AddMemoryPressure(_bytes);
    }

    /// <summary>The first number.</summary>
    public float* Start { get; }

    /// <summary>Some of them.</summary>
    public Span<float> AsSpan(long first, int length) => new(Start + first, length);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree(Start);
        GC.RemoveMemoryPressure(_bytes);
        return true;
    }
}
