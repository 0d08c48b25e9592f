using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace RerankKit.LateInteraction;

/// <summary>k-means by dot product, with centroids of length 1.</summary>
internal static class SphericalKMeans
{
    private const int Block = 256;

    /// <summary>Finds centroids. The first vectors are what they start from: the caller has shuffled them.</summary>
    /// <param name="vectors"><c>[count, dimension]</c>, of length 1, in random order.</param>
    /// <param name="dimension">Numbers per vector.</param>
    /// <param name="centroids">How many, at most as many as there are vectors.</param>
    /// <param name="iterations">Rounds.</param>
    /// <returns><c>[centroids, dimension]</c>.</returns>
    public static float[] Run(ReadOnlyMemory<float> vectors, int dimension, int centroids, int iterations)
    {
        float[] table = Start(vectors.Span, dimension, centroids);
        for (int i = 0; i < iterations; i++)
        {
            Move(vectors.Span, dimension, Assign(new(table, dimension), vectors, dimension), table);
        }

        return table;
    }

    /// <summary>The first vectors that differ from one another; where there are too few, the first ones again.</summary>
    private static float[] Start(ReadOnlySpan<float> vectors, int dimension, int centroids)
    {
        float[] table = vectors[..(centroids * dimension)].ToArray();
        var seen = new HashSet<Hash128>();
        for (int i = 0; i < vectors.Length && seen.Count < centroids; i += dimension)
        {
            ReadOnlySpan<float> vector = vectors.Slice(i, dimension);
            if (seen.Add(HashOf(vector)))
            {
                vector.CopyTo(table.AsSpan((seen.Count - 1) * dimension));
            }
        }

        return table;
    }

    private static Hash128 HashOf(ReadOnlySpan<float> vector) => Hash128.OfBytes(MemoryMarshal.AsBytes(vector));

    /// <summary>The nearest centroid of each vector, on all processors.</summary>
    public static int[] Assign(NearestCentroid nearest, ReadOnlyMemory<float> vectors, int dimension)
    {
        int[] codes = new int[vectors.Length / dimension];
        Parallel.For(
            0,
            (codes.Length + Block - 1) / Block,
            block =>
            {
                int first = block * Block;
                int count = Math.Min(Block, codes.Length - first);
                nearest.Find(vectors.Span.Slice(first * dimension, count * dimension), codes.AsSpan(first, count));
            });
        return codes;
    }

    /// <summary>Each centroid becomes the direction of the sum of its vectors. One that has none, or whose vectors cancel out, stays where it is.</summary>
    private static void Move(ReadOnlySpan<float> vectors, int dimension, int[] codes, float[] table)
    {
        double[] sums = new double[table.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            Span<double> sum = sums.AsSpan(codes[i] * dimension, dimension);
            ReadOnlySpan<float> vector = vectors.Slice(i * dimension, dimension);
            for (int k = 0; k < dimension; k++)
            {
                sum[k] += vector[k];
            }
        }

        for (int first = 0; first < table.Length; first += dimension)
        {
            Span<double> sum = sums.AsSpan(first, dimension);
            double length = TensorPrimitives.Norm<double>(sum);
            if (length > 0)
            {
                TensorPrimitives.Divide(sum, length, sum);
                TensorPrimitives.ConvertSaturating<double, float>(sum, table.AsSpan(first, dimension));
            }
        }
    }
}
