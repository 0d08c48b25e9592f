using System.Buffers.Binary;

namespace RerankKit.LateInteraction.Tests;

public class ResidualCodecTests
{
    [TestCase(1, 16)]
    [TestCase(100, 128)]
    [TestCase(122_000, 4_096)]
    [TestCase(570_000, 8_192)]
    [TestCase(10_000_000, 32_768)]
    [TestCase(long.MaxValue, 1 << 30)]
    public void CentroidsAreCountedByColbertsRule(long vectors, int expected) => Assert.That(ResidualCodec.CentroidCountFor(vectors), Is.EqualTo(expected));

    [Test]
    public void CodesAndBucketsAreThoseOfAPlainImplementation([Values(1, 2)] int bits, [Values(1, 4, 5, 16, 30, 128)] int dimension)
    {
        TokenVectors samples = Clustered(new(dimension), 400, dimension);
        var codec = ResidualCodec.Train(samples.Values.Span, dimension, bits, seed: 3, centroidCount: 20);
        PlainResidual plain = PlainResidual.Read(Saved(codec));
        TokenVectors vectors = Clustered(new(77), 30, dimension);
        byte[] bytes = MaxSimData.Encode(codec, vectors);
        TokenVectors decoded = MaxSimData.Decode(codec, bytes);
        float[] byFour = new float[vectors.Count * dimension];
        codec.Decode(bytes, byFour, wide: false);
        Assert.Multiple(() =>
        {
            Assert.That(byFour, Is.EqualTo(decoded.Values.ToArray()).Within(1e-6));
            for (int i = 0; i < vectors.Count; i++)
            {
                ReadOnlySpan<byte> token = bytes.AsSpan(i * codec.BytesPerToken, codec.BytesPerToken);
                Assert.That(plain.IsNearest(vectors[i], BinaryPrimitives.ReadInt32LittleEndian(token)), Is.True, $"centroid of {i}");
                Assert.That(token[4..].ToArray(), Is.EqualTo(plain.Pack(vectors[i], BinaryPrimitives.ReadInt32LittleEndian(token))), $"buckets of {i}");
                Assert.That(decoded[i].ToArray(), Is.EqualTo(plain.Decode(token)).Within(1e-6), $"vector {i}");
            }
        });
    }

    [Test]
    public void SizesAreThoseOfThePaper([Values(1, 2)] int bits)
    {
        var codec = (ResidualCodec)MaxSimData.Codec(bits == 1 ? TokenVectorPrecision.Residual1Bit : TokenVectorPrecision.Residual2Bit, 128);
        Assert.Multiple(() =>
        {
            Assert.That(codec.BytesPerToken, Is.EqualTo(4 + (16 * bits)));
            Assert.That(codec.Precision, Is.EqualTo(bits == 1 ? TokenVectorPrecision.Residual1Bit : TokenVectorPrecision.Residual2Bit));
            Assert.That(codec.Id, Does.Match($"^residual{bits}/128/[0-9a-f]{{32}}$"));
            Assert.That(codec.CentroidCount, Is.EqualTo(8));
        });
    }

    [Test]
    public void MoreBitsKeepMore()
    {
        // Of clustered vectors: a random vector's cosine with its nearest centroid alone is far lower.
        TokenVectors samples = Clustered(new(1), 3_000, 64);
        TokenVectors vectors = Clustered(new(2), 200, 64);
        double one = MeanCosine(ResidualCodec.Train(samples.Values.Span, 64, 1), vectors);
        double two = MeanCosine(ResidualCodec.Train(samples.Values.Span, 64, 2), vectors);
        Assert.Multiple(() =>
        {
            Assert.That(one, Is.GreaterThan(0.85));
            Assert.That(two, Is.GreaterThan(0.95).And.GreaterThan(one));
        });
    }

    [Test]
    public void TrainingIsRepeatable()
    {
        TokenVectors samples = Clustered(new(1), 500, 16);
        string Id(int seed) => ResidualCodec.Train(samples.Values.Span, 16, 2, seed).Id;
        Assert.Multiple(() =>
        {
            Assert.That(Id(5), Is.EqualTo(Id(5)));
            Assert.That(Id(5), Is.Not.EqualTo(Id(6)));
        });
    }

    [Test]
    public void CentroidsAreAsManyAsThePaperHas()
    {
        // 16 * sqrt(1000) = 506, so 256.
        Assert.That(ResidualCodec.Train(Clustered(new(1), 1_000, 8).Values.Span, 8, iterations: 1).CentroidCount, Is.EqualTo(256));
    }

    [Test]
    public void OneVectorIsEnoughToTrain()
    {
        var codec = ResidualCodec.Train([0.6f, 0.8f], 2);
        Assert.That(MaxSimData.Decode(codec, MaxSimData.Encode(codec, new(new[] { 3f, 4f }, 2))).Values.ToArray(), Is.EqualTo(new[] { 0.6f, 0.8f }).Within(1e-6));
    }

    [Test]
    public void TokensThatComeOftenLeaveCentroidsToTheOthers()
    {
        // One vector a thousand times, and fifteen others; of 16 centroids taken from random samples nearly all would be that vector.
        TokenVectors different = MaxSimData.Units(new(1), 16, 32);
        var often = new List<float>();
        for (int i = 0; i < 1_000; i++)
        {
            often.AddRange(different[0].ToArray());
        }

        float[] samples = [.. often, .. different.Values.ToArray(), .. different.Values.ToArray(), .. different.Values.ToArray()];
        Assert.That(MeanCosine(ResidualCodec.Train(samples, 32, centroidCount: 16), different), Is.EqualTo(1).Within(1e-6));
    }

    [Test]
    public void FewerDifferentVectorsThanCentroidsAreAllKept()
    {
        TokenVectors different = MaxSimData.Units(new(1), 3, 8);
        float[] samples = [.. Enumerable.Range(0, 40).SelectMany(i => different[i % 3].ToArray())];
        var codec = ResidualCodec.Train(samples, 8, centroidCount: 20);
        Assert.Multiple(() =>
        {
            Assert.That(codec.CentroidCount, Is.EqualTo(20));
            Assert.That(MeanCosine(codec, different), Is.EqualTo(1).Within(1e-6));
        });
    }

    [Test]
    public void WhatIsSavedIsLoaded([Values(1, 2)] int bits)
    {
        TokenVectors samples = Clustered(new(1), 300, 12);
        var codec = ResidualCodec.Train(samples.Values.Span, 12, bits);
        using var stream = new MemoryStream();
        stream.WriteByte(9);
        codec.Save(stream);
        stream.WriteByte(8);
        stream.Position = 1;
        var loaded = ResidualCodec.Load(stream);
        Assert.Multiple(() =>
        {
            Assert.That(loaded.Id, Is.EqualTo(codec.Id));
            Assert.That(stream.ReadByte(), Is.EqualTo(8), "the stream stands behind the codec");
            Assert.That(MaxSimData.Encode(loaded, samples), Is.EqualTo(MaxSimData.Encode(codec, samples)));
        });
    }

    [Test]
    public void EveryDamagedByteIsNoticed()
    {
        byte[] file = Saved(ResidualCodec.Train(Clustered(new(1), 50, 4).Values.Span, 4, 2, centroidCount: 3));
        Assert.Multiple(() =>
        {
            for (int i = 0; i < file.Length; i++)
            {
                byte[] damaged = [.. file];
                damaged[i] ^= 0x10;
                Assert.That(() => ResidualCodec.Load(new MemoryStream(damaged)), Throws.InstanceOf<InvalidDataException>(), $"byte {i}");
            }
        });
    }

    [Test]
    public void ACutFileIsNoticed()
    {
        byte[] file = Saved(ResidualCodec.Train(Clustered(new(1), 50, 4).Values.Span, 4, 2, centroidCount: 3));
        Assert.Multiple(() =>
        {
            for (int length = 0; length < file.Length; length++)
            {
                Assert.That(
                    () => ResidualCodec.Load(new MemoryStream(file, 0, length)),
                    Throws.InstanceOf<InvalidDataException>().With.Message.Contains("cut off"),
                    $"{length} bytes");
            }
        });
    }

    [Test]
    public void ANewerVersionIsRefusedByNumber()
    {
        byte[] file = Saved(ResidualCodec.Train([1f, 0f], 2));
        file[4] = 2;
        Assert.That(() => ResidualCodec.Load(new MemoryStream(file)), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("version 2"));
    }

    [Test]
    public void WhatCannotBeTrainedIsRefused()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => ResidualCodec.Train([], 4), Throws.ArgumentException);
            Assert.That(() => ResidualCodec.Train(new float[5], 4), Throws.ArgumentException);
            Assert.That(() => ResidualCodec.Train(new float[4], 4), Throws.ArgumentException.With.Message.Contains("zeros"));
            Assert.That(() => ResidualCodec.Train([1, float.NaN], 2), Throws.ArgumentException);
            Assert.That(() => ResidualCodec.Train([1, 0], 2, bits: 3), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => ResidualCodec.Train([1, 0], 2, iterations: 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => ResidualCodec.Train([1, 0], 2, centroidCount: 2), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("1 to 1"));
        });
    }

    [Test]
    public void AVectorOfZerosIsRefused()
    {
        var codec = ResidualCodec.Train([1f, 0f], 2);
        Assert.That(() => codec.Encode(new float[2], new byte[100]), Throws.ArgumentException.With.Message.Contains("zeros"));
    }

    [Test]
    public void AnUnknownCentroidIsRefused()
    {
        var codec = ResidualCodec.Train([1f, 0f], 2);
        foreach (byte[] token in (byte[][])[[1, 0, 0, 0, 0], [0, 0, 0, 0x80, 0]])
        {
            Assert.That(() => codec.Decode(token, new float[2]), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("of 1"));
        }
    }

    private static byte[] Saved(ResidualCodec codec)
    {
        using var stream = new MemoryStream();
        codec.Save(stream);
        return stream.ToArray();
    }

    private static double MeanCosine(ResidualCodec codec, TokenVectors vectors)
    {
        TokenVectors decoded = MaxSimData.Decode(codec, MaxSimData.Encode(codec, vectors));
        return Enumerable.Range(0, vectors.Count).Average(i => MaxSimData.Reference(new(vectors[i].ToArray(), vectors.Dimension), new(decoded[i].ToArray(), vectors.Dimension)));
    }

    /// <summary>Unit vectors around ten directions, as token vectors are.</summary>
    private static TokenVectors Clustered(Random random, int count, int dimension)
    {
        TokenVectors centres = MaxSimData.Units(new(123), 10, dimension);
        TokenVectors noise = MaxSimData.Units(random, count, dimension);
        float[] values = new float[count * dimension];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> centre = centres[random.Next(10)];
            for (int k = 0; k < dimension; k++)
            {
                values[(i * dimension) + k] = (2 * centre[k]) + noise[i][k];
            }
        }

        for (int first = 0; first < values.Length; first += dimension)
        {
            double length = Math.Sqrt(values.Skip(first).Take(dimension).Sum(number => (double)number * number));
            for (int k = first; k < first + dimension; k++)
            {
                values[k] = (float)(values[k] / length);
            }
        }

        return new(values, dimension);
    }
}
