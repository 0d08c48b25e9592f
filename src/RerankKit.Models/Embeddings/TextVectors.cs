using System.Buffers;

namespace RerankKit.Models;

/// <summary>Makes the vectors of a call's texts out of what the graph leaves, on the threads of the workers.</summary>
/// <param name="pooling">How tokens become a text; empty where the graph has done it.</param>
/// <param name="skipped">How many leading tokens, those of a prompt, are not pooled.</param>
/// <param name="projection">From what is pooled to vectors.</param>
/// <param name="count">How many texts there are.</param>
internal sealed class TextVectors(IReadOnlyList<EmbeddingPooling> pooling, int skipped, VectorProjection projection, int count) : ITokenVectorSink
{
    private readonly float[][] _vectors = new float[count][];

    /// <summary>The vector of a text; NaN as a whole where the graph put out what is not a number.</summary>
    public float[] this[int index] => _vectors[index];

    /// <inheritdoc/>
    public void Write(int index, ReadOnlySpan<int> tokens, ReadOnlySpan<float> values)
    {
        float[] vector = GC.AllocateUninitializedArray<float>(projection.Dimension);
        if (pooling.Count == 0)
        {
            projection.Apply(values, vector, 1);
        }
        else
        {
            int width = values.Length / tokens.Length;
            float[] buffer = ArrayPool<float>.Shared.Rent(pooling.Count * width);
            Span<float> pooled = buffer.AsSpan(0, pooling.Count * width);
            TokenPooler.Pool(pooling, values, width, skipped, pooled);
            projection.Apply(pooled, vector, 1);
            ArrayPool<float>.Shared.Return(buffer);
        }

        _vectors[index] = vector;
    }
}
