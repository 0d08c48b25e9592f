using System.Numerics.Tensors;

namespace RerankKit;

/// <summary>The cosine of two embeddings; 0 where one is empty or all zeros.</summary>
internal sealed class EmbeddingSimilarity : CandidateSimilarity
{
    private readonly ReadOnlyMemory<float>[] _vectors;
    private readonly double[] _norms;

    public EmbeddingSimilarity(RerankCandidate[] pool, IReadOnlyList<RerankResult> results, Func<RerankCandidate, ReadOnlyMemory<float>> embedding)
    {
        _vectors = new ReadOnlyMemory<float>[pool.Length];
        _norms = new double[pool.Length];
        int first = -1;
        for (int i = 0; i < pool.Length; i++)
        {
            ReadOnlyMemory<float> vector = embedding(pool[i]);
            if (vector.IsEmpty)
            {
                continue;
            }

            first = first < 0 ? i : first;
            _vectors[i] = vector;
            _norms[i] = Math.Sqrt(TensorPrimitives.SumOfSquares(vector.Span));
            if (first != i && vector.Length != _vectors[first].Length)
            {
                throw new InvalidOperationException(
                    Invariant($"The embedding of candidate {results[i].Index} has {vector.Length} dimensions, that of candidate {results[first].Index} has {_vectors[first].Length}. Embed all candidates with one model."));
            }

            if (!double.IsFinite(_norms[i]))
            {
                throw new InvalidOperationException(
                    Invariant($"The embedding of candidate {results[i].Index} holds a value that is not finite, or too large. Leave it empty where there is none."));
            }
        }
    }

    public override double Between(int x, int y) =>
        _norms[x] == 0 || _norms[y] == 0 ? 0 : TensorPrimitives.Dot(_vectors[x].Span, _vectors[y].Span) / _norms[x] / _norms[y];
}
