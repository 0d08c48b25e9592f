using System.Numerics;

namespace RerankKit.LateInteraction;

/// <summary>Memory for kernels: pinned, aligned to 64 bytes, taken from a pool and given back on disposal.</summary>
internal sealed unsafe class PinnedMemory : IDisposable
{
    private const int Alignment = 64;
    private const int SmallestLog = 10;

    // Few are in use at a time, one or two per thread; beyond that the garbage collector has them.
    private const int KeptPerSize = 16;
    private static readonly PinnedMemory?[][] Pool = [.. Enumerable.Range(0, 31).Select(_ => new PinnedMemory?[KeptPerSize])];

    private readonly byte[] _array;
    private readonly int _log;

    private PinnedMemory(int log)
    {
        _log = log;
        _array = GC.AllocateUninitializedArray<byte>((1 << log) + Alignment, pinned: true);
        fixed (byte* start = _array)
        {
            Start = (byte*)(((nuint)start + Alignment - 1) & ~(nuint)(Alignment - 1));
        }
    }

    /// <summary>The first byte; valid as long as this object is referenced.</summary>
    public byte* Start { get; }

    /// <summary>Some bytes from the first on.</summary>
    public Span<byte> AsSpan(int bytes) => new(Start, bytes);

    /// <summary>Rents memory; what it holds is undefined.</summary>
    public static PinnedMemory Rent(int bytes)
    {
        int log = Math.Max(SmallestLog, BitOperations.Log2((uint)Math.Max(bytes, 1) - 1) + 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(log, 30, nameof(bytes));
        foreach (ref PinnedMemory? slot in Pool[log].AsSpan())
        {
            if (slot is not null && Interlocked.Exchange(ref slot, null) is { } memory)
            {
                return memory;
            }
        }

        return new(log);
    }

    /// <summary>Gives the memory back. Only its owner may call this, once.</summary>
    public void Dispose()
    {
        foreach (ref PinnedMemory? slot in Pool[_log].AsSpan())
        {
            if (slot is null && Interlocked.CompareExchange(ref slot, this, null) is null)
            {
                return;
            }
        }
    }
}
