using System.Runtime.Intrinsics;

namespace RerankKit.LateInteraction.Tests;

/// <summary>Integers are the same everywhere, and so are scores: to the bit.</summary>
public class Int8KernelTests
{
    [Test]
    public void AllVectorKernelsGiveTheSameBits([Values(1, 3, 4, 15, 16, 18, 35, 64, 127, 128, 1024)] int dimension)
    {
        var random = new Random(dimension);
        var codec = TokenVectorCodecs.Create(TokenVectorPrecision.Int8, dimension);
        foreach ((int queryTokens, int tokens) in ((int, int)[])[(1, 1), (9, 5), (32, 40), (33, 197)])
        {
            TokenVectors query = Spiky(random, queryTokens, dimension);
            byte[] document = MaxSimData.Encode(codec, Spiky(random, tokens, dimension));
            float expected = Quantised(query, document);
            foreach (MaxSimKernel kernel in MaxSimKernels.All.Where(kernel => kernel.IsSupported && kernel.Name != "scalar"))
            {
                using var packed = new MaxSimQuery(query, codec, null, kernel);
                Assert.That(packed.Score(document), Is.EqualTo(expected), kernel.Name);
            }

            // What machines without byte multiplication get.
            var portable = new MaxSimKernel(
                "portable", true, null!, (q, c) => new ByteQuery<PortableDot128, Vector128<int>, FloatLanes128, Vector128<float>>(q, c));
            using var other = new MaxSimQuery(query, codec, null, portable);
            Assert.That(other.Score(document), Is.EqualTo(expected), "portable");
        }
    }

    [Test]
    public void TheGreatestIntegersDoNotOverflow([Values(1, -1)] int sign)
    {
        // All numbers alike, on both sides: the greatest sums there are.
        var codec = TokenVectorCodecs.Create(TokenVectorPrecision.Int8, 64);
        var query = new TokenVectors(Enumerable.Repeat(1f, 32 * 64).ToArray(), 64);
        var document = new TokenVectors(Enumerable.Repeat((float)sign, 12 * 64).ToArray(), 64);
        byte[] bytes = MaxSimData.Encode(codec, document);
        foreach (MaxSimKernel kernel in MaxSimKernels.All.Where(kernel => kernel.IsSupported))
        {
            using var packed = new MaxSimQuery(query, codec, null, kernel);
            Assert.That((double)packed.Score(bytes), Is.EqualTo(sign * 32 * 64.0).Within(MaxSimData.Int8Bound(query, document)), kernel.Name);
        }
    }

    [Test]
    public void QuantisedSumsStayWithin16Bits()
    {
        var random = new Random(31);
        sbyte[] integers = new sbyte[48];
        for (int round = 0; round < 500; round++)
        {
            float[] vector = Spiky(random, 1, 48).Values.ToArray();
            float scale = QuantizedQuery.Quantize(vector, integers);
            for (int first = 0; first < 48; first += 16)
            {
                foreach (int pair in (int[])[0, 2])
                {
                    int[] eight = [.. Enumerable.Range(0, 16).Where(i => (i & 2) == pair).Select(i => (int)integers[first + i])];
                    Assert.That(eight.Where(i => i > 0).Sum(), Is.LessThanOrEqualTo(128));
                    Assert.That(eight.Where(i => i < 0).Sum(), Is.GreaterThanOrEqualTo(-128));
                }
            }

            for (int i = 0; i < 48; i++)
            {
                Assert.That(integers[i] * scale, Is.EqualTo(vector[i]).Within(scale * 0.5001f));
            }
        }
    }

    [Test]
    public void AQueryOfZerosScoresZero()
    {
        var codec = TokenVectorCodecs.Create(TokenVectorPrecision.Int8, 32);
        byte[] document = MaxSimData.Encode(codec, MaxSimData.Units(new(1), 8, 32));
        foreach (string kernel in MaxSimData.Kernels)
        {
            using var packed = new MaxSimQuery(new(new float[32 * 3], 32), codec, null, MaxSimKernels.Select(kernel));
            Assert.That(packed.Score(document), Is.Zero, kernel);
        }
    }

    /// <summary>Some numbers stand out, so that both rules for scales come to bear.</summary>
    private static TokenVectors Spiky(Random random, int tokens, int dimension)
    {
        float[] values = MaxSimData.Units(random, tokens, dimension).Values.ToArray();
        for (int i = 0; i < values.Length; i++)
        {
            values[i] *= random.Next(20) == 0 ? 5 : 1;
        }

        return new(values, dimension);
    }

    /// <summary>The definition over the integers that are stored.</summary>
    private static float Quantised(TokenVectors query, byte[] document)
    {
        int dimension = query.Dimension;
        int row = dimension + 4;
        double sum = 0;
        sbyte[] integers = new sbyte[dimension];
        for (int q = 0; q < query.Count; q++)
        {
            float scale = QuantizedQuery.Quantize(query[q], integers);
            float best = float.NegativeInfinity;
            for (int first = 0; first < document.Length; first += row)
            {
                int dot = Enumerable.Range(0, dimension).Sum(k => integers[k] * (document[first + k] - 128));
                best = Math.Max(best, dot * BitConverter.ToSingle(document, first + dimension));
            }

            sum += best * scale;
        }

        return (float)sum;
    }
}
