using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

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
            _norms[i] = Math.Sqrt(Dot(vector.Span, vector.Span));
            if (first != i && vector.Length != _vectors[first].Length)
            {
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The embedding of candidate {results[i].Index} has {vector.Length} dimensions, that of candidate {results[first].Index} has {_vectors[first].Length}. Embed all candidates with one model."));
            }

            if (!double.IsFinite(_norms[i]))
            {
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The embedding of candidate {results[i].Index} holds a value that is not finite, or too large. Leave it empty where there is none."));
            }
        }
    }

    public override double Between(int x, int y) =>
        _norms[x] == 0 || _norms[y] == 0 ? 0 : Dot(_vectors[x].Span, _vectors[y].Span) / _norms[x] / _norms[y];

    private static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        ReadOnlySpan<Vector<float>> left = MemoryMarshal.Cast<float, Vector<float>>(x);
        ReadOnlySpan<Vector<float>> right = MemoryMarshal.Cast<float, Vector<float>>(y);
        Vector<float> sums = Vector<float>.Zero;
        for (int i = 0; i < left.Length; i++)
        {
            sums += left[i] * right[i];
        }

        double sum = Vector.Sum(sums);
        for (int i = left.Length * Vector<float>.Count; i < x.Length; i++)
        {
            sum += (double)x[i] * y[i];
        }

        return sum;
    }
}
