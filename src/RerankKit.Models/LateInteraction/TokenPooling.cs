using System.Numerics.Tensors;

namespace RerankKit.Models;

/// <summary>Merges the vectors of a document that are most alike and puts their mean in their place, as PyLate and sentence-transformers do.</summary>
/// <remarks>
/// Ward's clustering over 1 - cosine, cut at tokens / factor clusters; the first vectors are left as they are. A mean is not brought back to length 1. Takes
/// 4 n^2 bytes for n tokens while it runs.
/// </remarks>
internal static class TokenPooling
{
    /// <summary>Pools the vectors of a document.</summary>
    /// <param name="vectors">[tokens, dimension].</param>
    /// <param name="dimension">Numbers per vector.</param>
    /// <param name="pooling">How many to leave.</param>
    /// <param name="members">For each vector of the result the first token that is in it; null when nothing was merged.</param>
    /// <returns>[clusters, dimension], the protected ones first; the same array when nothing is merged.</returns>
    public static float[] Pool(float[] vectors, int dimension, TokenPoolingProfile pooling, out int[]? members)
    {
        members = null;
        int count = vectors.Length / dimension;
        int first = Math.Min(pooling.ProtectedTokens, count);
        int free = count - first;
        int clusters = Math.Max(free / pooling.Factor, 1);
        if (clusters >= free)
        {
            return vectors;
        }

        int[] labels = WardClustering.Labels(vectors.AsSpan(first * dimension), dimension, clusters, out int found);
        float[] pooled = new float[(first + found) * dimension];
        vectors.AsSpan(0, first * dimension).CopyTo(pooled);
        members = new int[first + found];
        int[] sizes = new int[found];
        for (int i = 0; i < first; i++)
        {
            members[i] = i;
        }

        for (int i = 0; i < free; i++)
        {
            int place = first + labels[i];
            if (sizes[labels[i]]++ == 0)
            {
                members[place] = first + i;
            }

            Span<float> sum = pooled.AsSpan(place * dimension, dimension);
            TensorPrimitives.Add(sum, vectors.AsSpan((first + i) * dimension, dimension), sum);
        }

        for (int i = 0; i < found; i++)
        {
            Span<float> mean = pooled.AsSpan((first + i) * dimension, dimension);
            TensorPrimitives.Divide(mean, sizes[i], mean);
        }

        return pooled;
    }
}
