using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace RerankKit.Onnx;

/// <summary>The memory of one input of one run: an array that does not move, and the tensor that ONNX Runtime sees in it.</summary>
internal sealed unsafe class OnnxInputBuffer(GraphTensor info) : IDisposable
{
    /// <summary>Where vector registers like data to begin, in bytes.</summary>
    private const int Alignment = 64;

    private const int MaxRank = 16;
    private readonly long[] _shape = new long[MaxRank];
    private int _rank = -1;
    private byte[] _bytes = [];
    private byte* _start;

    public string Name => info.Name;

    public OrtValue? Value { get; private set; }

    public bool IsSet => _rank >= 0;

    /// <summary>Gives the input a shape and the caller its memory, whose contents are whatever they are.</summary>
    public Span<T> Reshape<T>(GraphElementType type, ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        if (info.ElementType != type)
        {
            throw new InvalidOperationException($"Input {info.Name} takes {info.ElementType}, not {type}.");
        }

        return MemoryMarshal.Cast<byte, T>(Reshape(sizeof(T), shape));
    }

    /// <summary>Gives the input a shape and fills it with zeros, whatever it consists of.</summary>
    public void Clear(ReadOnlySpan<long> shape)
    {
        int size = info.ElementType switch
        {
            GraphElementType.UInt8 or GraphElementType.Int8 or GraphElementType.Bool => 1,
            GraphElementType.UInt16 or GraphElementType.Int16 or GraphElementType.Float16 or GraphElementType.BFloat16 => 2,
            GraphElementType.Float or GraphElementType.Int32 or GraphElementType.UInt32 => 4,
            GraphElementType.Int64 or GraphElementType.UInt64 or GraphElementType.Double => 8,
            _ => throw new NotSupportedException($"Input {info.Name} takes {info.ElementType}, which cannot be handed over."),
        };
        Reshape(size, shape).Clear();
    }

    public void Dispose() => Value?.Dispose();

    private Span<byte> Reshape(int size, ReadOnlySpan<long> shape)
    {
        int length = Length(size, shape);
        if (_rank >= 0 && shape.SequenceEqual(_shape.AsSpan(0, _rank)))
        {
            return new Span<byte>(_start, length);
        }

        _rank = -1;
        Value?.Dispose();
        Value = null;
        if (_bytes.Length < length + Alignment)
        {
            Grow(length + Alignment);
        }

        Value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, (TensorElementType)info.ElementType, shape.ToArray(), (nint)_start, length);
        shape.CopyTo(_shape);
        _rank = shape.Length;
        return new Span<byte>(_start, length);
    }

    private int Length(int size, ReadOnlySpan<long> shape)
    {
        if (shape.Length > MaxRank)
        {
            throw new ArgumentException($"Input {info.Name} has {shape.Length} dimensions; allowed are up to {MaxRank}.", nameof(shape));
        }

        Int128 length = size;
        foreach (long dimension in shape)
        {
            if (dimension < 0)
            {
                throw new ArgumentException($"Input {info.Name} has a dimension of {dimension}; allowed is 0 or more.", nameof(shape));
            }

            length *= Math.Min(dimension, int.MaxValue + 1L);
            length = Int128.Min(length, long.MaxValue);
        }

        return length <= Array.MaxLength - 2 * Alignment
            ? (int)length
            : throw new ArgumentException($"Input {info.Name} of the shape [{string.Join(", ", shape.ToArray())}] takes more than 2 GiB. Make smaller batches.", nameof(shape));
    }

    private void Grow(int length)
    {
        // Half as much again, so that lengths that creep up do not allocate each time.
        int capacity = (int)Math.Min(Array.MaxLength, Math.Max(length, _bytes.Length * 3L / 2));
        _bytes = GC.AllocateUninitializedArray<byte>(capacity, pinned: true);
        nint address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_bytes));
        _start = (byte*)((address + Alignment - 1) & -Alignment);
    }
}
