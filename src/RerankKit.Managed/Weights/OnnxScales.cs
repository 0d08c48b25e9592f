using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.Win32.SafeHandles;

namespace RerankKit.Managed;

/// <summary>How the integers of a weight become the numbers that they stand for: (integer - zero point) · scale.</summary>
/// <param name="Scale">One, or one for each row or column.</param>
/// <param name="ZeroPoint">As many; null for 0.</param>
/// <param name="Axis">Of the weight as the graph has it: 0 where each row has its scale, 1 where each column has.</param>
internal sealed record OnnxScales(OnnxInitializer Scale, OnnxInitializer? ZeroPoint, int Axis)
{
    private const int ChunkBytes = 1 << 16;
    private const float WidestInteger = 255;

    /// <summary>Why integers of a shape cannot be widened by these; null where they can.</summary>
    public string? Refusal(OnnxInitializer weight)
    {
        if (weight is not { ElementType: GraphElementType.Int8 or GraphElementType.UInt8, Shape.Length: 2, IsVariable: false })
        {
            return $"it is {weight.ElementType} [{string.Join(", ", weight.Shape)}]{(weight.IsVariable ? " in int32_data" : "")}";
        }

        return Scale.ElementType != GraphElementType.Float ? $"its scale is {Scale.ElementType}"
            : Scale.Count != 1 && (Scale.Shape.Length != 1 || Scale.Count != weight.Shape[Axis]) ? Invariant($"it has {Scale.Count} scales for [{string.Join(", ", weight.Shape)}] along axis {Axis}")
            : ZeroPoint is not null && ZeroPoint.ElementType != weight.ElementType ? $"its zero point is {ZeroPoint.ElementType}, and it is {weight.ElementType}"
            : ZeroPoint is not null && ZeroPoint.Count != Scale.Count ? Invariant($"it has {ZeroPoint.Count} zero points for {Scale.Count} scales")
            : null;
    }

    /// <summary>Reads rows of a weight, as the graph has it.</summary>
    /// <param name="weight">The weight, of which <see cref="Refusal"/> has nothing to say.</param>
    /// <param name="file">Its file.</param>
    /// <param name="first">The first number of the first row.</param>
    /// <param name="scales">The numbers of <see cref="Scale"/>.</param>
    /// <param name="zeros">The numbers of <see cref="ZeroPoint"/>, or one 0.</param>
    /// <param name="destination">Whole rows.</param>
    /// <returns>False where a number is not finite.</returns>
    public bool Read(OnnxInitializer weight, SafeFileHandle file, long first, float[] scales, float[] zeros, Span<float> destination)
    {
        if (Array.Exists(scales, scale => !float.IsFinite(scale * WidestInteger)))
        {
            return false;
        }

        bool isSigned = weight.ElementType == GraphElementType.Int8;
        int columns = (int)weight.Shape[1];
        bool isPerColumn = scales.Length > 1 && Axis == 1;
        bool hasZeros = Array.Exists(zeros, zero => zero != 0);
        int rowsAtOnce = Math.Max(1, ChunkBytes / columns);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(rowsAtOnce * columns);
        for (int row = (int)(first / columns); !destination.IsEmpty;)
        {
            int count = Math.Min(rowsAtOnce * columns, destination.Length);
            StoredFloats.ReadBytes(file, weight.Offset + first, buffer.AsSpan(0, count));
            for (int start = 0; start < count; start += columns, row++)
            {
                Span<float> numbers = destination.Slice(start, columns);
                Convert(buffer.AsSpan(start, columns), isSigned, numbers);
                if (isPerColumn)
                {
                    if (hasZeros)
                    {
                        TensorPrimitives.Subtract(numbers, zeros, numbers);
                    }

                    TensorPrimitives.Multiply(numbers, scales, numbers);
                }
                else
                {
                    int channel = scales.Length == 1 ? 0 : row;
                    if (hasZeros)
                    {
                        TensorPrimitives.Subtract(numbers, zeros[channel], numbers);
                    }

                    TensorPrimitives.Multiply(numbers, scales[channel], numbers);
                }
            }

            first += count;
            destination = destination[count..];
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return true;
    }

    private static void Convert(ReadOnlySpan<byte> bytes, bool isSigned, Span<float> numbers)
    {
        if (isSigned)
        {
            for (int i = 0; i < bytes.Length; i++)
            {
                numbers[i] = (sbyte)bytes[i];
            }
        }
        else
        {
            for (int i = 0; i < bytes.Length; i++)
            {
                numbers[i] = bytes[i];
            }
        }
    }
}
