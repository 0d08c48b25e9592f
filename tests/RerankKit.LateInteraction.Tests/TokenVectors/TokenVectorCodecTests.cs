namespace RerankKit.LateInteraction.Tests;

public class TokenVectorCodecTests
{
    private static readonly TokenVectorPrecision[] Untrained =
        [TokenVectorPrecision.Float32, TokenVectorPrecision.Float16, TokenVectorPrecision.BFloat16, TokenVectorPrecision.Int8];

    [TestCase(TokenVectorPrecision.Float32, 512, "float32/128")]
    [TestCase(TokenVectorPrecision.Float16, 256, "float16/128")]
    [TestCase(TokenVectorPrecision.BFloat16, 256, "bfloat16/128")]
    [TestCase(TokenVectorPrecision.Int8, 132, "int8/128")]
    public void ATokenTakesAsManyBytesAsItsPrecisionSays(TokenVectorPrecision precision, int bytes, string id)
    {
        var codec = TokenVectorCodecs.Create(precision, 128);
        Assert.Multiple(() =>
        {
            Assert.That(codec.BytesPerToken, Is.EqualTo(bytes));
            Assert.That(codec.Id, Is.EqualTo(id));
            Assert.That(codec.Precision, Is.EqualTo(precision));
        });
    }

    [Test]
    public void VectorsComeBackAsPreciselyAsTheirPrecisionAllows([ValueSource(nameof(Untrained))] TokenVectorPrecision precision, [Values(1, 3, 17, 128)] int dimension)
    {
        // Half a unit in the last of 11 or 8 bits relative to the number; half a scale, of 1 / 127 of the vector's greatest magnitude.
        float[] values = [.. MaxSimData.Units(new(dimension), 50, dimension).Values.ToArray(), .. new float[dimension]];
        TokenVectors decoded = Roundtrip(precision, dimension, values);
        Assert.Multiple(() =>
        {
            for (int i = 0; i < values.Length; i++)
            {
                float greatest = values.AsSpan(i / dimension * dimension, dimension).ToArray().Max(Math.Abs);
                double bound = precision switch
                {
                    TokenVectorPrecision.Float32 => 0,
                    TokenVectorPrecision.Float16 => Math.Max(Math.Abs(values[i]) / 2048, 1.0 / (1 << 25)),
                    TokenVectorPrecision.BFloat16 => Math.Abs(values[i]) / 256,
                    _ => greatest / 127.0 * 0.50001,
                };
                Assert.That((double)decoded.Values.Span[i], Is.EqualTo((double)values[i]).Within(bound));
            }
        });
    }

    [Test]
    public void ADecodedVectorIsNoLongerThanItsBound([ValueSource(nameof(Untrained))] TokenVectorPrecision precision, [Values(1, 16, 128)] int dimension)
    {
        TokenVectors decoded = Roundtrip(precision, dimension, MaxSimData.Units(new(9), 200, dimension).Values.ToArray());
        float bound = TokenVectorCodecs.Create(precision, dimension).BoundLength(1.00001f);
        Assert.That(
            Enumerable.Range(0, decoded.Count).Select(i => Math.Sqrt(decoded[i].ToArray().Sum(number => (double)number * number))),
            Is.All.LessThanOrEqualTo(bound));
    }

    [Test]
    public void WhatIsStoredIsStoredAgainTheSame([ValueSource(nameof(Untrained))] TokenVectorPrecision precision)
    {
        var codec = TokenVectorCodecs.Create(precision, 24);
        byte[] bytes = MaxSimData.Encode(codec, MaxSimData.Units(new(4), 30, 24));
        Assert.That(MaxSimData.Encode(codec, MaxSimData.Decode(codec, bytes)), Is.EqualTo(bytes));
    }

    [Test]
    public void BytesAreThoseOfTheFormat()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Bytes(TokenVectorPrecision.Float32, 1f), Is.EqualTo(new byte[] { 0, 0, 0x80, 0x3F }));
            Assert.That(Bytes(TokenVectorPrecision.Float16, -2f), Is.EqualTo(new byte[] { 0, 0xC0 }));
            Assert.That(Bytes(TokenVectorPrecision.BFloat16, 1.00390625f), Is.EqualTo(new byte[] { 0x80, 0x3F }), "half way: to even");
            Assert.That(Bytes(TokenVectorPrecision.BFloat16, 1.01171875f), Is.EqualTo(new byte[] { 0x82, 0x3F }), "half way: to even");
            Assert.That(Bytes(TokenVectorPrecision.Int8, -254f, 127f, 0f), Is.EqualTo(new byte[] { 1, 192, 128, 0, 0, 0, 0x40 }), "scale 2");
        });
    }

    [Test]
    public void NumbersThatDoNotFitAreRefused([ValueSource(nameof(Untrained))] TokenVectorPrecision precision, [Values(float.NaN, float.PositiveInfinity, float.NegativeInfinity)] float number)
    {
        foreach (int place in (int[])[0, 7, 20, 38])
        {
            float[] values = new float[39];
            values[place] = number;
            Assert.That(
                () => Roundtrip(precision, 39, values),
                Throws.ArgumentException.With.Message.Contains($"Number {place} is"));
        }
    }

    [Test]
    public void HalvesAreAtMost65504()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Roundtrip(TokenVectorPrecision.Float16, 1, [65504]).Values.Span[0], Is.EqualTo(65504));
            Assert.That(() => Roundtrip(TokenVectorPrecision.Float16, 1, [65505]), Throws.ArgumentException.With.Message.Contains("65504"));
            Assert.That(() => Roundtrip(TokenVectorPrecision.BFloat16, 1, [float.MaxValue]), Throws.ArgumentException);
        });
    }

    [Test]
    public void VectorsTooSmallForAScaleAreZero()
    {
        Assert.That(Roundtrip(TokenVectorPrecision.Int8, 2, [1e-40f, -1e-39f]).Values.ToArray(), Is.EqualTo(new float[] { 0, 0 }));
    }

    [Test]
    public void LengthsHaveToFit()
    {
        var codec = TokenVectorCodecs.Create(TokenVectorPrecision.Int8, 10);
        Assert.Multiple(() =>
        {
            Assert.That(() => codec.Encode(new float[15], new byte[100]), Throws.ArgumentException.With.Message.Contains("whole vectors of 10"));
            Assert.That(() => codec.Encode(new float[20], new byte[27]), Throws.ArgumentException.With.Message.Contains("28 bytes"));
            Assert.That(() => codec.Decode(new byte[15], new float[100]), Throws.ArgumentException.With.Message.Contains("int8/10"));
            Assert.That(() => codec.Decode(new byte[28], new float[19]), Throws.ArgumentException.With.Message.Contains("20 numbers"));
            Assert.That(() => TokenVectorCodecs.Create(TokenVectorPrecision.Residual1Bit, 10), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => TokenVectorCodecs.Create(TokenVectorPrecision.Int8, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        });
    }

    private static byte[] Bytes(TokenVectorPrecision precision, params float[] values) =>
        MaxSimData.Encode(TokenVectorCodecs.Create(precision, values.Length), new(values, values.Length));

    private static TokenVectors Roundtrip(TokenVectorPrecision precision, int dimension, float[] values)
    {
        var codec = TokenVectorCodecs.Create(precision, dimension);
        return MaxSimData.Decode(codec, MaxSimData.Encode(codec, new(values, dimension)));
    }
}
