namespace RerankKit.Models;

/// <summary>A run whose graph takes padded tensors.</summary>
/// <remarks>
/// Every setter gives the input a shape and returns its memory, <c>[product of the shape]</c> elements in row-major order, whose contents are whatever they are; it is
/// filled before the next input is set. All inputs are set in their order before each run.
/// </remarks>
internal interface ITensorRun : IGraphRun
{
    /// <summary>Shapes an input of 64-bit integers.</summary>
    Span<long> SetInt64(int input, ReadOnlySpan<long> shape);

    /// <summary>Shapes an input of 32-bit integers.</summary>
    Span<int> SetInt32(int input, ReadOnlySpan<long> shape);

    /// <summary>Shapes an input of truth values.</summary>
    Span<bool> SetBool(int input, ReadOnlySpan<long> shape);

    /// <summary>Shapes an input of whatever type and fills it with zeros, for example an empty key-value cache.</summary>
    void SetZeros(int input, ReadOnlySpan<long> shape);

    void IGraphRun.Load(SequenceLayout layout, SequenceBatch batch) => layout.Write(batch, this);
}
