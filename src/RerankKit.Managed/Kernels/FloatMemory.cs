using System.Runtime.InteropServices;

namespace RerankKit.Managed;

/// <summary>Numbers outside of the garbage collector's heap, at a multiple of 64 bytes; zeros at first.</summary>
internal sealed unsafe class FloatMemory : IDisposable
{
    private const int Alignment = 64;
    private readonly long _bytes;

    /// <summary>Allocates.</summary>
    /// <param name="length">How many numbers.</param>
    public FloatMemory(long length)
    {
        _bytes = checked(length * sizeof(float));
        Start = (float*)NativeMemory.AlignedAlloc((nuint)Math.Max(_bytes, 1), Alignment);
        NativeMemory.Clear(Start, (nuint)_bytes);
        GC.AddMemoryPressure(Math.Max(_bytes, 1));
    }

    ~FloatMemory() => Free();

    /// <summary>The first number; null once disposed.</summary>
    public float* Start { get; private set; }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (Start != null)
        {
            NativeMemory.AlignedFree(Start);
            Start = null;
            GC.RemoveMemoryPressure(Math.Max(_bytes, 1));
        }
    }
}
