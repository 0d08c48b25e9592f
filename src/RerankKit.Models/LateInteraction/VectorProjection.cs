using System.Buffers;
using System.Numerics.Tensors;
using RerankKit.LateInteraction;

namespace RerankKit.Models;

/// <summary>Makes vectors out of what the graph leaves: dense layers, the cut to fewer dimensions, length 1. Immutable and thread-safe.</summary>
internal sealed class VectorProjection
{
    // torch.nn.functional.normalize.
    private const double Epsilon = 1e-12;
    private readonly IReadOnlyList<DenseLayer> _layers;
    private readonly bool _normalizes;
    private readonly int _widest;

    /// <summary>Makes a projection.</summary>
    /// <param name="layers">Layers to apply; none where the graph holds them.</param>
    /// <param name="inputs">Numbers per token of the graph's output.</param>
    /// <param name="dimension">Numbers per vector that are kept, the first ones.</param>
    /// <param name="normalizes">Whether vectors are brought to length 1 in the end.</param>
    public VectorProjection(IReadOnlyList<DenseLayer> layers, int inputs, int dimension, bool normalizes)
    {
        _layers = layers;
        Inputs = inputs;
        Dimension = dimension;
        _normalizes = normalizes;
        _widest = layers.Count == 0 ? 0 : layers.Max(layer => layer.Outputs);
    }

    /// <summary>The same with fewer numbers per vector.</summary>
    public VectorProjection Cut(int dimension) => new(_layers, Inputs, dimension, _normalizes);

    /// <summary>How many layers it applies.</summary>
    public int Layers => _layers.Count;

    /// <summary>Numbers per row that it takes.</summary>
    public int Inputs { get; }

    /// <summary>Numbers per vector.</summary>
    public int Dimension { get; }

    /// <summary>Projects rows.</summary>
    /// <param name="rows">[count, Inputs].</param>
    /// <param name="vectors">Receives [count, Dimension].</param>
    /// <param name="count">How many rows.</param>
    /// <returns>Whether all numbers are finite; a vector in which one is not becomes NaN as a whole.</returns>
    public bool Apply(ReadOnlySpan<float> rows, Span<float> vectors, int count)
    {
        if (_layers.Count == 0)
        {
            return Finish(rows, Inputs, vectors, count);
        }

        int size = count * _widest;
        float[] buffer = ArrayPool<float>.Shared.Rent(2 * size);
        Span<float> from = buffer.AsSpan(0, size);
        Span<float> to = buffer.AsSpan(size, size);
        _layers[0].Apply(rows, to, count);
        for (int i = 1; i < _layers.Count; i++)
        {
            Span<float> last = to;
            to = from;
            from = last;
            _layers[i].Apply(from, to, count);
        }

        bool isFinite = Finish(to, _layers[^1].Outputs, vectors, count);
        ArrayPool<float>.Shared.Return(buffer);
        return isFinite;
    }

    private bool Finish(ReadOnlySpan<float> rows, int width, Span<float> vectors, int count)
    {
        bool isFinite = true;
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<float> values = rows.Slice(row * width, Dimension);
            double squares = DoublePrecision.SumOfSquares(values);
            Span<float> vector = vectors.Slice(row * Dimension, Dimension);
            if (!double.IsFinite(squares))
            {
                vector.Fill(float.NaN);
                isFinite = false;
                continue;
            }

            float scale = _normalizes ? (float)(1 / Math.Max(Math.Sqrt(squares), Epsilon)) : 1;
            TensorPrimitives.Multiply(values, scale, vector);
        }

        return isFinite;
    }
}
