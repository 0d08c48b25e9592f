using System.Numerics;
using System.Numerics.Tensors;

namespace RerankKit.LateInteraction;

/// <content>Training.</content>
public sealed partial class ResidualCodec
{
    private const double HeldOutShare = 0.05;
    private const int MaxHeldOut = 50_000;

    /// <summary>How many centroids ColBERTv2 takes: the power of two at or below 16 * sqrt(vectors).</summary>
    /// <param name="vectorCount">Vectors of the whole collection, by estimate; 1 or more.</param>
    /// <returns>1 to 2^30.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="vectorCount"/> is less than 1.</exception>
    public static int CentroidCountFor(long vectorCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vectorCount, 1);
        return 1 << Math.Min(BitOperations.Log2((ulong)(16 * Math.Sqrt(vectorCount))), 30);
    }

    /// <summary>Trains a codec. The same arguments give the same codec on machines of the same vector width.</summary>
    /// <param name="samples">Document vectors, <c>[tokens, dimension]</c>; better tens of thousands, from many documents. Their lengths do not matter.</param>
    /// <param name="dimension">Numbers per vector; at least 1.</param>
    /// <param name="bits">Bits per number, 1 or 2.</param>
    /// <param name="seed">Chooses the vectors that centroids start from and those that are held out to measure what centroids leave.</param>
    /// <param name="centroidCount">
    /// How many centroids, at least 1 and at most the samples that are not held out; <see cref="CentroidCountFor"/> has ColBERTv2's rule for a whole collection. Null
    /// applies that rule to the samples, as far as there are enough.
    /// </param>
    /// <param name="iterations">Rounds of k-means, 1 or more; ColBERTv2 does 4.</param>
    /// <returns>The codec.</returns>
    /// <remarks>
    /// As ColBERTv2's <c>collection_indexer.py</c> does it: k-means by dot product with centroids of length 1, then buckets for the residuals of 5 % of the samples,
    /// 50,000 at most, that are held out. Two things differ, and matter where a token has the same vector wherever it stands: centroids start from vectors that differ from one
    /// another, and the buckets are those of least squares (Lloyd, 1982) where ColBERTv2 takes quantiles. Takes samples * centroids * dimension * iterations
    /// multiplications, on all processors.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// There is no sample, they do not make whole vectors, a number is not finite, or a vector is all zeros.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">Another argument is outside its range.</exception>
    public static ResidualCodec Train(
        ReadOnlySpan<float> samples, int dimension, int bits = 2, int seed = 0, int? centroidCount = null, int iterations = 4)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        RequireBits(bits);
        (int count, int rest) = Math.DivRem(samples.Length, dimension);
        if (count == 0 || rest != 0)
        {
            throw new ArgumentException($"{samples.Length} numbers do not make whole vectors of {dimension}, at least one.", nameof(samples));
        }

        FiniteNumbers.Require(samples, float.MaxValue, nameof(samples));
        float[] units = Shuffled(samples, dimension, count, seed);

        // A single vector is trained on and measured with.
        int heldOut = count == 1 ? 1 : Math.Clamp((int)(count * HeldOutShare), 1, MaxHeldOut);
        int trained = count == 1 ? 1 : count - heldOut;
        int centroids = centroidCount ?? Math.Min(CentroidCountFor(count), trained);
        if (centroids < 1 || centroids > trained)
        {
            throw Throw.OutOfRange(centroids, $"1 to {trained}, the samples that are not held out", nameof(centroidCount));
        }

        float[] table = SphericalKMeans.Run(units.AsMemory(0, trained * dimension), dimension, centroids, iterations);
        float[] residuals = Residuals(units.AsMemory((count - heldOut) * dimension), dimension, table);
        Array.Sort(residuals);
        (float[] cutoffs, float[] weights) = LloydQuantizer.Fit(residuals, 1 << bits);
        return new(dimension, bits, cutoffs, weights, table);
    }

    private static void RequireBits(int bits)
    {
        if (bits is not (1 or 2))
        {
            throw Throw.OutOfRange(bits, "1 or 2", nameof(bits));
        }
    }

    /// <summary>The samples with length 1, in a random order.</summary>
    private static float[] Shuffled(ReadOnlySpan<float> samples, int dimension, int count, int seed)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        new Random(seed).Shuffle(order);
        float[] units = new float[samples.Length];
        for (int i = 0; i < count; i++)
        {
            Normalize(samples.Slice(order[i] * dimension, dimension), units.AsSpan(i * dimension, dimension));
        }

        return units;
    }

    private static float[] Residuals(ReadOnlyMemory<float> units, int dimension, float[] centroids)
    {
        int[] codes = SphericalKMeans.Assign(new(centroids, dimension), units, dimension);
        float[] residuals = units.ToArray();
        for (int i = 0; i < codes.Length; i++)
        {
            Span<float> residual = residuals.AsSpan(i * dimension, dimension);
            TensorPrimitives.Subtract(residual, centroids.AsSpan(codes[i] * dimension, dimension), residual);
        }

        return residuals;
    }
}
