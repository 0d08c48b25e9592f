using RerankKit.LateInteraction;

namespace RerankKit.Benchmarks;

/// <summary>Documents of seeded random vectors of length 1, one after the other in pinned memory.</summary>
internal sealed class MaxSimCorpus
{
    /// <summary>Native code prefetches and reads by 64 bytes.</summary>
    private const int Slack = 64 * 1024;
    private readonly TokenVectors _vectors;

    private MaxSimCorpus(TokenVectors query, TokenVectors vectors, int[] lengths)
    {
        Query = query;
        _vectors = vectors;
        Lengths = lengths;
    }

    public TokenVectors Query { get; }

    /// <summary>Tokens per document, pinned.</summary>
    public int[] Lengths { get; }

    public int TokenCount => _vectors.Count;

    /// <summary>Floating-point operations to score all: two for each product.</summary>
    public double Operations => 2.0 * Query.Count * Query.Dimension * TokenCount;

    /// <summary>1,000 documents of 30 to 363 tokens, 196,574 in all.</summary>
    public static MaxSimCorpus Mixed(int queryTokens = 32)
    {
        const int Tokens = 196_574;
        var random = new Random(1);
        int[] lengths = GC.AllocateArray<int>(1_000, pinned: true);
        for (int i = 0; i < lengths.Length; i++)
        {
            lengths[i] = random.Next(30, 364);
        }

        // The documents share what is missing, or too much.
        for (int i = 0, rest = Tokens - lengths.Sum(); rest != 0; i = (i + 1) % lengths.Length)
        {
            int step = Math.Sign(rest);
            if (lengths[i] + step is >= 30 and < 364)
            {
                lengths[i] += step;
                rest -= step;
            }
        }

        return Make(queryTokens, lengths);
    }

    /// <summary>100 documents of 200 tokens.</summary>
    public static MaxSimCorpus Even()
    {
        int[] lengths = GC.AllocateArray<int>(100, pinned: true);
        lengths.AsSpan().Fill(200);
        return Make(32, lengths);
    }

    /// <summary>The documents in a codec's bytes, pinned.</summary>
    public (byte[] Bytes, ReadOnlyMemory<byte>[] Documents) Encode(TokenVectorCodec codec)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>((TokenCount * codec.BytesPerToken) + Slack, pinned: true);
        codec.Encode(_vectors.Values.Span, bytes);
        var documents = new ReadOnlyMemory<byte>[Lengths.Length];
        int start = 0;
        for (int i = 0; i < documents.Length; i++)
        {
            int length = Lengths[i] * codec.BytesPerToken;
            documents[i] = bytes.AsMemory(start, length);
            start += length;
        }

        return (bytes, documents);
    }

    /// <summary>A residual codec of 256 centroids, trained on some 2,000 vectors: speed does not depend on how good it is.</summary>
    public ResidualCodec Train(int bits)
    {
        const int Samples = 2_000;
        float[] samples = [.. Enumerable.Range(0, Samples).SelectMany(i => _vectors[(int)((long)i * TokenCount / Samples)].ToArray())];
        return ResidualCodec.Train(samples, Query.Dimension, bits, centroidCount: 256, iterations: 1);
    }

    private static MaxSimCorpus Make(int queryTokens, int[] lengths)
    {
        var random = new Random(2);
        return new(Units(random, queryTokens), Units(random, lengths.Sum()), lengths);
    }

    private static TokenVectors Units(Random random, int count)
    {
        const int Dimension = 128;
        float[] values = new float[count * Dimension];
        for (int first = 0; first < values.Length; first += Dimension)
        {
            Span<float> vector = values.AsSpan(first, Dimension);
            float squares = 0;
            foreach (ref float number in vector)
            {
                number = random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5f;
                squares += number * number;
            }

            foreach (ref float number in vector)
            {
                number /= MathF.Sqrt(squares);
            }
        }

        return new(values, Dimension);
    }
}
