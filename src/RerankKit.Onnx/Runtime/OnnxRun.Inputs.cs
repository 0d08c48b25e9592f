namespace RerankKit.Onnx;

/// <content>
/// Inputs. Every setter gives the input a shape and returns its memory, <c>[product of the shape]</c> elements in row-major order, to be
/// filled: what stands there is left from before. The memory is the caller's until it calls <see cref="Execute"/>, and again after; an
/// input that is not set anew keeps shape and contents. Dimensions of length 0 are allowed.
/// </content>
internal sealed partial class OnnxRun
{
    private readonly OnnxInputBuffer[] _inputs;

    /// <summary>Shapes an input of 64-bit integers.</summary>
    /// <param name="input">The index in <see cref="OnnxSession.Inputs"/>.</param>
    /// <param name="shape">The length of each dimension.</param>
    /// <exception cref="InvalidOperationException">The model takes another element type there.</exception>
    public Span<long> SetInt64(int input, ReadOnlySpan<long> shape) => Buffer(input).Reshape<long>(GraphElementType.Int64, shape);

    /// <summary>Shapes an input of 32-bit integers.</summary>
    /// <inheritdoc cref="SetInt64"/>
    public Span<int> SetInt32(int input, ReadOnlySpan<long> shape) => Buffer(input).Reshape<int>(GraphElementType.Int32, shape);

    /// <summary>Shapes an input of single-precision numbers.</summary>
    /// <inheritdoc cref="SetInt64"/>
    public Span<float> SetFloat(int input, ReadOnlySpan<long> shape) => Buffer(input).Reshape<float>(GraphElementType.Float, shape);

    /// <summary>Shapes an input of half-precision numbers.</summary>
    /// <inheritdoc cref="SetInt64"/>
    public Span<Half> SetHalf(int input, ReadOnlySpan<long> shape) => Buffer(input).Reshape<Half>(GraphElementType.Float16, shape);

    /// <summary>Shapes an input of bfloat16 numbers, each the upper half of a single-precision number.</summary>
    /// <inheritdoc cref="SetInt64"/>
    public Span<ushort> SetBFloat16(int input, ReadOnlySpan<long> shape) => Buffer(input).Reshape<ushort>(GraphElementType.BFloat16, shape);

    /// <summary>Shapes an input of truth values.</summary>
    /// <inheritdoc cref="SetInt64"/>
    public Span<bool> SetBool(int input, ReadOnlySpan<long> shape) => Buffer(input).Reshape<bool>(GraphElementType.Bool, shape);

    /// <summary>Shapes an input of whatever type and fills it with zeros, for example an empty key-value cache.</summary>
    /// <param name="input">The index in <see cref="OnnxSession.Inputs"/>.</param>
    /// <param name="shape">The length of each dimension.</param>
    public void SetZeros(int input, ReadOnlySpan<long> shape) => Buffer(input).Clear(shape);

    private OnnxInputBuffer Buffer(int input)
    {
        ThrowIfNotIdle();
        return (uint)input < (uint)_inputs.Length ? _inputs[input] : throw Throw.OutOfRange(input, $"0 to {_inputs.Length - 1}");
    }

    private void CheckInputs()
    {
        foreach (OnnxInputBuffer input in _inputs)
        {
            if (!input.IsSet)
            {
                throw new InvalidOperationException($"Input {input.Name} of the model is not set.");
            }
        }
    }
}
