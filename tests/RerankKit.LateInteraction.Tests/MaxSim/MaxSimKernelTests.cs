using System.Numerics.Tensors;

namespace RerankKit.LateInteraction.Tests;

/// <summary>What every kernel keeps, run once with each that this machine has.</summary>
[TestFixtureSource(typeof(MaxSimData), nameof(MaxSimData.Kernels))]
public class MaxSimKernelTests(string kernelName)
{
    private const int NearDimension = 32;
    private const int NearTokens = 8;
    private static readonly TokenVectorPrecision[] Precisions = Enum.GetValues<TokenVectorPrecision>();
    private static readonly int[] Dimensions = [1, 2, 3, 4, 5, 8, 13, 16, 17, 31, 33, 61, 96, 127, 128, 257, 768, 1021, 1024];
    private static readonly int[] DocumentTokens = [1, 2, 5, 6, 7, 11, 12, 13, 18, 23, 24, 25, 31, 97, 197];
    private static readonly int[] QueryTokens = [1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 48, 49, 65];

    private readonly MaxSimKernel _kernel = MaxSimKernels.Select(kernelName);

    [Test]
    public void ScoresAreThoseOfTheDefinition([ValueSource(nameof(Precisions))] TokenVectorPrecision precision, [ValueSource(nameof(Dimensions))] int dimension)
    {
        var random = new Random((dimension * 31) + (int)precision);
        TokenVectorCodec codec = MaxSimData.Codec(precision, dimension);
        for (int round = 0; round < 3; round++)
        {
            // The definition takes its time: long vectors come in smaller numbers.
            bool small = dimension > 300;
            int queryTokens = QueryTokens[random.Next(small ? 9 : QueryTokens.Length)];
            int tokens = DocumentTokens[random.Next(small ? 12 : DocumentTokens.Length)];
            TokenVectors query = MaxSimData.Units(random, queryTokens, dimension);
            AssertAgrees(codec, query, MaxSimData.Encode(codec, MaxSimData.Units(random, tokens, dimension)));
        }
    }

    [Test]
    public void EveryNumberOfTokensIsExact([ValueSource(nameof(Precisions))] TokenVectorPrecision precision)
    {
        var random = new Random(5);
        TokenVectorCodec codec = MaxSimData.Codec(precision, 24);
        foreach (int queryTokens in QueryTokens)
        {
            TokenVectors query = MaxSimData.Units(random, queryTokens, 24);
            foreach (int tokens in DocumentTokens)
            {
                AssertAgrees(codec, query, MaxSimData.Encode(codec, MaxSimData.Units(random, tokens, 24)));
            }
        }
    }

    [Test]
    public void TheBestTokenCountsWhereverItIs()
    {
        // Each document token in turn is the only good one: no place in a tile or in the overlapping last one is passed over.
        TokenVectors query = MaxSimData.Units(new(3), 9, 20);
        foreach (int tokens in (int[])[1, 4, 6, 7, 12, 13, 25])
        {
            for (int place = 0; place < tokens; place++)
            {
                float[] values = new float[tokens * 20];
                query.Values.Span[..20].CopyTo(values.AsSpan(place * 20));
                AssertAgrees(TokenVectorCodecs.Create(TokenVectorPrecision.Float32, 20), query, values);
                AssertAgrees(TokenVectorCodecs.Create(TokenVectorPrecision.Int8, 20), query, values);
            }
        }
    }

    [Test]
    public void NegativeSimilaritiesStayNegative([ValueSource(nameof(Precisions))] TokenVectorPrecision precision)
    {
        // A kernel that pads with zeros gives 0.
        TokenVectorCodec codec = MaxSimData.Codec(precision, 40);
        float[] direction = MaxSimData.Units(new(7), 1, 40).Values.ToArray();
        var query = new TokenVectors(Enumerable.Repeat(direction, 9).SelectMany(row => row).ToArray(), 40);
        var document = new TokenVectors(Enumerable.Repeat(direction, 7).SelectMany(row => row).Select(number => -number).ToArray(), 40);
        byte[] bytes = MaxSimData.Encode(codec, document);
        AssertAgrees(codec, query, bytes);
        Assert.That(Score(codec, query, bytes), Is.LessThan(-2));
    }

    [Test]
    public void FarApartMagnitudesAddUpAsDoublesDo()
    {
        // Rounding errors of a sum of n products are at most n * 2^-24 of the sum of their magnitudes.
        var random = new Random(11);
        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-6, 7))))];
        var codec = TokenVectorCodecs.Create(TokenVectorPrecision.Float32, 100);
        var query = new TokenVectors(Values(17 * 100), 100);
        var document = new TokenVectors(Values(14 * 100), 100);
        double bound = 0;
        for (int q = 0; q < query.Count; q++)
        {
            bound += Enumerable.Range(0, document.Count)
                .Max(d => Enumerable.Range(0, 100).Sum(k => Math.Abs((double)query[q][k] * document[d][k])));
        }

        Assert.That(
            (double)Score(codec, query, MaxSimData.Encode(codec, document)),
            Is.EqualTo(MaxSimData.Reference(query, document)).Within(bound * 101 / (1 << 24)));
    }

    [Test]
    public void EveryHalfIsReadAsItIs()
    {
        // All finite halves, subnormal ones among them, against one number each.
        var codec = TokenVectorCodecs.Create(TokenVectorPrecision.Float16, 1);
        var query = new TokenVectors(new float[] { 1 }, 1);
        using var packed = new MaxSimQuery(query, codec, null, _kernel);
        Assert.Multiple(() =>
        {
            for (int bits = 0; bits <= ushort.MaxValue; bits++)
            {
                Half half = BitConverter.UInt16BitsToHalf((ushort)bits);
                if (Half.IsFinite(half))
                {
                    Assert.That(packed.Score([(byte)bits, (byte)(bits >> 8)]), Is.EqualTo((float)half));
                }
            }
        });
    }

    [Test]
    public void MaskedTokensAreAsIfTheyWereNotThere([ValueSource(nameof(Precisions))] TokenVectorPrecision precision)
    {
        var random = new Random(13);
        TokenVectorCodec codec = MaxSimData.Codec(precision, 32);
        using var packed = new MaxSimQuery(MaxSimData.Units(random, 20, 32), codec, null, _kernel);
        byte[] document = MaxSimData.Encode(codec, MaxSimData.Units(random, 30, 32));
        bool[] mask = [.. Enumerable.Range(0, 30).Select(_ => random.Next(2) == 0)];
        byte[] taken = [.. document.Chunk(codec.BytesPerToken).Where((_, i) => mask[i]).SelectMany(token => token)];
        Assert.Multiple(() =>
        {
            Assert.That(packed.Score(document, mask), Is.EqualTo(packed.Score(taken)));
            Assert.That(packed.Score(document, new bool[30]), Is.EqualTo(MaxSimQuery.EmptyDocumentScore));
            Assert.That(packed.Score([]), Is.EqualTo(MaxSimQuery.EmptyDocumentScore));
            Assert.That(() => packed.Score(document, new bool[29]), Throws.ArgumentException.With.Message.Contains("29 entries for 30"));
        });
    }

    [Test]
    public void TheMeanIsTheSumOverTheQuerysVectors()
    {
        var random = new Random(17);
        var codec = TokenVectorCodecs.Create(TokenVectorPrecision.Float32, 16);
        TokenVectors query = MaxSimData.Units(random, 12, 16);
        byte[] document = MaxSimData.Encode(codec, MaxSimData.Units(random, 9, 16));
        using var mean = new MaxSimQuery(query, codec, new() { Mean = true }, _kernel);
        Assert.That(mean.Score(document), Is.EqualTo(Score(codec, query, document) / 12).Within(1e-6));
    }

    [Test]
    public void ThreadsDoNotChangeABit([ValueSource(nameof(Precisions))] TokenVectorPrecision precision)
    {
        var random = new Random(19);
        TokenVectorCodec codec = MaxSimData.Codec(precision, 128);
        ReadOnlyMemory<byte>[] documents = [.. Enumerable.Range(0, 100).Select(i => (ReadOnlyMemory<byte>)MaxSimData.Encode(codec, MaxSimData.Units(random, i % 40, 128)))];
        using var packed = new MaxSimQuery(MaxSimData.Units(random, 32, 128), codec, null, _kernel);
        float[] serial = new float[100];
        float[] parallel = new float[100];
        packed.Score(documents, serial);
        packed.Score(documents, parallel, maxDegreeOfParallelism: 4);
        Assert.That(parallel, Is.EqualTo(serial));
        Assert.That(serial[0], Is.EqualTo(MaxSimQuery.EmptyDocumentScore));
        Assert.That(serial[57], Is.EqualTo(packed.Score(documents[57].Span)));
    }

    [Test]
    public void TheBestAreThoseOfTheFullRanking([ValueSource(nameof(Precisions))] TokenVectorPrecision precision, [Values(1, 4)] int threads)
    {
        // Documents near to the query and far from it, some of them twice: ties go to the earlier.
        var random = new Random(23);
        TokenVectorCodec codec = MaxSimData.Codec(precision, NearDimension);
        TokenVectors query = LongQuery(random);
        ReadOnlyMemory<byte>[] documents = [.. Enumerable.Range(0, 120).Select(i => Near(codec, query, random, i % 5))];
        for (int i = 100; i < 120; i++)
        {
            documents[i] = documents[i - 50];
        }

        using var packed = new MaxSimQuery(query, codec, new() { MaxDocumentNorm = 1 }, _kernel);
        float[] all = new float[120];
        packed.Score(documents, all);
        int[] expected = [.. Enumerable.Range(0, 120).OrderByDescending(i => all[i]).ThenBy(i => i)];
        foreach (int count in (int[])[1, 3, 10, 120, 200])
        {
            int[] indices = new int[count];
            float[] scores = new float[count];
            int found = packed.Top(documents, count, indices, scores, threads);
            Assert.That(found, Is.EqualTo(Math.Min(count, 120)));
            Assert.That(indices[..found], Is.EqualTo(expected[..found]));
            Assert.That(scores[..found], Is.EqualTo(expected[..found].Select(i => all[i])));
        }
    }

    [Test]
    public void NothingIsAllocatedOnceWarm([ValueSource(nameof(Precisions))] TokenVectorPrecision precision)
    {
        var random = new Random(29);
        TokenVectorCodec codec = MaxSimData.Codec(precision, 96);
        ReadOnlyMemory<byte>[] documents = [.. Enumerable.Range(0, 20).Select(i => (ReadOnlyMemory<byte>)MaxSimData.Encode(codec, MaxSimData.Units(random, i, 96)))];
        float[] scores = new float[20];
        int[] indices = new int[5];
        bool[] mask = new bool[19];
        using var packed = new MaxSimQuery(MaxSimData.Units(random, 40, 96), codec, new() { MaxDocumentNorm = 1 }, _kernel);
        void Work()
        {
            packed.Score(documents[19].Span);
            packed.Score(documents[19].Span, mask);
            packed.Score(documents, scores);
            packed.Top(documents, 5, indices, scores);
        }

        Work();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 5; i++)
        {
            Work();
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void WhatIsNoScoreIsRefused()
    {
        var codec = TokenVectorCodecs.Create(TokenVectorPrecision.Float32, 8);
        TokenVectors query = MaxSimData.Units(new(1), 3, 8);
        using var packed = new MaxSimQuery(query, codec, null, _kernel);
        ReadOnlyMemory<byte>[] infinite = [new byte[32], Enumerable.Repeat(BitConverter.GetBytes(float.PositiveInfinity), 8).SelectMany(b => b).ToArray()];
        Assert.Multiple(() =>
        {
            Assert.That(() => packed.Score(new byte[33]), Throws.ArgumentException.With.Message.Contains("33 bytes"));
            Assert.That(() => packed.Score(infinite, new float[2]), Throws.ArgumentException.With.Message.Contains("document 1"));
            Assert.That(() => packed.Score(infinite, new float[1]), Throws.ArgumentException);
            Assert.That(() => packed.Score(infinite, new float[2], 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => packed.Top(infinite, 0, [], []), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => packed.Top(infinite, 2, new int[1], new float[2]), Throws.ArgumentException);
        });
    }

    // Eighty vectors, longer than registers hold, around eight: a document near those is near to all, and others are given up before the end.
    private static TokenVectors LongQuery(Random random)
    {
        float[] values = MaxSimData.Units(random, 80, NearDimension).Values.ToArray();
        for (int i = NearTokens; i < 80; i++)
        {
            Pull(values.AsSpan(i * NearDimension, NearDimension), values.AsSpan(i % NearTokens * NearDimension, NearDimension), 1.5f);
        }

        return new(values, NearDimension);
    }

    private static ReadOnlyMemory<byte> Near(TokenVectorCodec codec, TokenVectors query, Random random, int step)
    {
        float[] values = MaxSimData.Units(random, NearTokens, NearDimension).Values.ToArray();
        for (int i = 0; i < NearTokens; i++)
        {
            Pull(values.AsSpan(i * NearDimension, NearDimension), query[i], step * 0.4f);
        }

        return MaxSimData.Encode(codec, new(values, NearDimension));
    }

    private static void Pull(Span<float> vector, ReadOnlySpan<float> towards, float by)
    {
        TensorPrimitives.MultiplyAdd(towards, by, vector, vector);
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
    }

    private float Score(TokenVectorCodec codec, TokenVectors query, ReadOnlySpan<byte> document)
    {
        using var packed = new MaxSimQuery(query, codec, null, _kernel);
        return packed.Score(document);
    }

    private void AssertAgrees(TokenVectorCodec codec, TokenVectors query, float[] document) =>
        AssertAgrees(codec, query, MaxSimData.Encode(codec, new(document, codec.Dimension)));

    private void AssertAgrees(TokenVectorCodec codec, TokenVectors query, byte[] bytes)
    {
        TokenVectors document = MaxSimData.Decode(codec, bytes);
        double expected = MaxSimData.Reference(query, document);

        // 1e-5 of what there is to add: similarities of length-1 vectors that cancel out cannot be told from their rounding.
        double bound = codec.Precision == TokenVectorPrecision.Int8
            ? MaxSimData.Int8Bound(query, document) + 1e-6
            : 1e-5 * Math.Max(Math.Abs(expected), 0.1);
        Assert.That((double)Score(codec, query, bytes), Is.EqualTo(expected).Within(bound), $"{codec.Id}, {query.Count} by {document.Count}");
    }
}
