using System.Runtime.InteropServices;

namespace RerankKit.Models;

/// <summary>An output tensor where the run left it, in row-major order.</summary>
internal readonly ref struct GraphTensorView
{
    private readonly string _name;
    private readonly ReadOnlySpan<byte> _data;

    public GraphTensorView(string name, GraphElementType elementType, ReadOnlySpan<long> shape, ReadOnlySpan<byte> data)
    {
        _name = name;
        _data = data;
        ElementType = elementType;
        Shape = shape;
        long length = 1;
        foreach (long dimension in shape)
        {
            length = checked(length * dimension);
        }

        Length = checked((int)length);
    }

    public GraphElementType ElementType { get; }

    /// <summary>The length of each dimension.</summary>
    public ReadOnlySpan<long> Shape { get; }

    /// <summary>The number of elements.</summary>
    public int Length { get; }

    /// <summary>The elements of a single-precision tensor, in place.</summary>
    /// <exception cref="InvalidOperationException">The tensor consists of something else.</exception>
    public ReadOnlySpan<float> Floats => Elements<float>(GraphElementType.Float);

    /// <summary>The elements of a half-precision tensor, in place.</summary>
    /// <exception cref="InvalidOperationException">The tensor consists of something else.</exception>
    public ReadOnlySpan<Half> Halves => Elements<Half>(GraphElementType.Float16);

    /// <summary>The elements of a tensor of 64-bit integers, in place.</summary>
    /// <exception cref="InvalidOperationException">The tensor consists of something else.</exception>
    public ReadOnlySpan<long> Int64s => Elements<long>(GraphElementType.Int64);

    /// <summary>Copies the elements as single-precision numbers: float, double (rounded), float16 and bfloat16 (exact).</summary>
    /// <param name="destination">At least <see cref="Length"/> numbers.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="InvalidOperationException">The tensor does not consist of floating-point numbers.</exception>
    public void CopyTo(Span<float> destination) => CopyTo(0, Length, destination);

    /// <summary>Copies a part of the elements as single-precision numbers.</summary>
    /// <param name="start">The first element.</param>
    /// <param name="count">The number of elements.</param>
    /// <param name="destination">At least <paramref name="count"/> numbers.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="InvalidOperationException">The tensor does not consist of floating-point numbers.</exception>
    public void CopyTo(int start, int count, Span<float> destination)
    {
        if (destination.Length < count)
        {
            throw new ArgumentException($"There is room for {destination.Length} of {count} elements of the output {_name}.", nameof(destination));
        }

        switch (ElementType)
        {
            case GraphElementType.Float:
                Elements<float>(GraphElementType.Float).Slice(start, count).CopyTo(destination);
                break;
            case GraphElementType.Float16:
                FloatWidening.FromFloat16(MemoryMarshal.Cast<Half, ushort>(Elements<Half>(GraphElementType.Float16).Slice(start, count)), destination);
                break;
            case GraphElementType.BFloat16:
                FloatWidening.FromBFloat16(Elements<ushort>(GraphElementType.BFloat16).Slice(start, count), destination);
                break;
            case GraphElementType.Double:
                ReadOnlySpan<double> doubles = Elements<double>(GraphElementType.Double).Slice(start, count);
                for (int i = 0; i < doubles.Length; i++)
                {
                    destination[i] = (float)doubles[i];
                }

                break;
            default:
                throw Mismatch("a floating-point type");
        }
    }

    private ReadOnlySpan<T> Elements<T>(GraphElementType type)
        where T : unmanaged =>
        ElementType == type ? MemoryMarshal.Cast<byte, T>(_data)[..Length] : throw Mismatch($"{type}");

    private InvalidOperationException Mismatch(string wanted) => new($"The output {_name} consists of {ElementType}, not of {wanted}.");
}
