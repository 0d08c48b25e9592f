using System.Buffers;

namespace RerankKit.LateInteraction;

/// <summary>Memory for many documents out of few pooled arrays. Not thread-safe.</summary>
internal sealed class VectorBlocks : IDisposable
{
    private const int SmallestBlock = 1 << 18;
    private const int LargestBlock = 1 << 24;
    private const int Growth = 4;
    private const int Alignment = 64;
    private readonly List<byte[]> _blocks = [];
    private int _next = SmallestBlock;
    private int _used;

    /// <summary>Memory that stays until the blocks are disposed.</summary>
    public Memory<byte> Take(int length)
    {
        if (_blocks.Count == 0 || length > _blocks[^1].Length - _used)
        {
            _blocks.Add(ArrayPool<byte>.Shared.Rent(Math.Max(length, _next)));
            _next = Math.Min(Growth * _next, LargestBlock);
            _used = 0;
        }

        byte[] block = _blocks[^1];
        Memory<byte> memory = block.AsMemory(_used, length);
        _used = (int)Math.Min(block.Length, ((long)_used + length + Alignment - 1) / Alignment * Alignment);
        return memory;
    }

    public void Dispose()
    {
        foreach (byte[] block in _blocks)
        {
            ArrayPool<byte>.Shared.Return(block);
        }

        _blocks.Clear();
    }
}
