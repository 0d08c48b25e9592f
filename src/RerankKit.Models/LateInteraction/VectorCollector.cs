using System.Buffers;

namespace RerankKit.Models;

/// <summary>Makes the vectors of a call's texts out of what the graph leaves, on the threads of the workers.</summary>
/// <param name="projection">From the graph's output to vectors.</param>
/// <param name="mask">What takes part in scoring.</param>
/// <param name="role">What the texts are.</param>
/// <param name="pooling">Merges vectors; null for none.</param>
/// <param name="count">How many texts there are.</param>
internal sealed class VectorCollector(VectorProjection projection, VectorMask mask, TextRole role, TokenPoolingProfile? pooling, int count) : ITokenVectorSink
{
    private readonly float[]?[] _vectors = new float[count][];
    private readonly int[]?[] _members = pooling is null ? [] : new int[count][];

    /// <summary>The vectors of a text: <c>[tokens, dimension]</c>.</summary>
    public float[] Vectors(int index) => _vectors[index]!;

    /// <summary>Which of the tokens that take part each vector of a text stands for, the first of those merged; null where none were merged.</summary>
    public int[]? Members(int index) => pooling is null ? null : _members[index];

    /// <inheritdoc/>
    public void Write(int index, ReadOnlySpan<int> tokens, ReadOnlySpan<float> values)
    {
        int width = values.Length / tokens.Length;
        float[] compact = ArrayPool<float>.Shared.Rent(values.Length);
        int kept = 0;
        for (int i = 0; i < tokens.Length; i++)
        {
            if (mask.Keeps(role, TokenArena.IdOf(tokens[i])))
            {
                values.Slice(i * width, width).CopyTo(compact.AsSpan(kept++ * width));
            }
        }

        float[] vectors = GC.AllocateUninitializedArray<float>(kept * projection.Dimension);
        bool isFinite = projection.Apply(compact, vectors, kept);
        ArrayPool<float>.Shared.Return(compact);

        // What is not a number is like nothing: there are no clusters to find.
        _vectors[index] = pooling is null || !isFinite ? vectors : TokenPooling.Pool(vectors, projection.Dimension, pooling, out _members[index]);
    }
}
