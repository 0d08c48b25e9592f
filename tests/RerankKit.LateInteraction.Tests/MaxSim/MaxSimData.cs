using System.Collections.Concurrent;

namespace RerankKit.LateInteraction.Tests;

/// <summary>Seeded vectors, and MaxSim by its definition.</summary>
internal static class MaxSimData
{
    public static readonly string[] Kernels = [.. MaxSimKernels.All.Where(kernel => kernel.IsSupported).Select(kernel => kernel.Name)];

    private static readonly ConcurrentDictionary<(int, int), ResidualCodec> Trained = new();

    /// <summary>Vectors of length 1.</summary>
    public static TokenVectors Units(Random random, int tokens, int dimension)
    {
        float[] values = new float[tokens * dimension];
        for (int first = 0; first < values.Length; first += dimension)
        {
            double squares = 0;
            for (int k = first; k < first + dimension; k++)
            {
                values[k] = (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
                squares += (double)values[k] * values[k];
            }

            for (int k = first; k < first + dimension; k++)
            {
                values[k] = (float)(values[k] / Math.Sqrt(squares));
            }
        }

        return new(values, dimension);
    }

    public static byte[] Encode(TokenVectorCodec codec, TokenVectors vectors)
    {
        byte[] bytes = new byte[vectors.Count * codec.BytesPerToken];
        codec.Encode(vectors.Values.Span, bytes);
        return bytes;
    }

    public static TokenVectors Decode(TokenVectorCodec codec, byte[] bytes)
    {
        float[] values = new float[bytes.Length / codec.BytesPerToken * codec.Dimension];
        codec.Decode(bytes, values);
        return new(values, codec.Dimension);
    }

    /// <summary>A codec of each precision; residual ones are trained on some random vectors.</summary>
    public static TokenVectorCodec Codec(TokenVectorPrecision precision, int dimension) => precision switch
    {
        TokenVectorPrecision.Residual1Bit => Trained.GetOrAdd((dimension, 1), Residual),
        TokenVectorPrecision.Residual2Bit => Trained.GetOrAdd((dimension, 2), Residual),
        _ => TokenVectorCodecs.Create(precision, dimension),
    };

    /// <summary>Double precision, the sum over the query's vectors of the greatest dot product.</summary>
    public static double Reference(TokenVectors query, TokenVectors document)
    {
        double sum = 0;
        for (int q = 0; q < query.Count; q++)
        {
            double best = double.NegativeInfinity;
            ReadOnlySpan<float> left = query[q];
            for (int d = 0; d < document.Count; d++)
            {
                ReadOnlySpan<float> right = document[d];
                double dot = 0;
                for (int k = 0; k < left.Length; k++)
                {
                    dot += (double)left[k] * right[k];
                }

                best = Math.Max(best, dot);
            }

            sum += best;
        }

        return sum;
    }

    /// <summary>How far an 8-bit score may be from the reference of the same bytes.</summary>
    /// <remarks>
    /// A query number is off by half a scale at most, so a dot product by scale / 2 times the sum of a document vector's magnitudes; a maximum is off no
    /// more than what it is taken of; maxima are added. A scale is the greatest of m / 127 and s / 124, where m is the greatest magnitude and s a sum of at
    /// most 8 of them, so at most 8 m / 124. The last factor is for single precision.
    /// </remarks>
    public static double Int8Bound(TokenVectors query, TokenVectors document)
    {
        double sum = 0;
        for (int d = 0; d < document.Count; d++)
        {
            sum = Math.Max(sum, document[d].ToArray().Sum(number => Math.Abs((double)number)));
        }

        double scales = 0;
        for (int q = 0; q < query.Count; q++)
        {
            scales += 8 * query[q].ToArray().Max(Math.Abs) / 124.0;
        }

        return scales / 2 * sum * 1.0001;
    }

    private static ResidualCodec Residual((int Dimension, int Bits) key) =>
        ResidualCodec.Train(Units(new(key.Dimension), 60, key.Dimension).Values.Span, key.Dimension, key.Bits, seed: 1, centroidCount: 8);
}
