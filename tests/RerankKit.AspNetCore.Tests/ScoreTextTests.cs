using System.Globalization;
using System.Text;

namespace RerankKit.AspNetCore.Tests;

public sealed class ScoreTextTests
{
    [TestCase(0, "0.0")]
    [TestCase(1, "1.0")]
    [TestCase(-1, "-1.0")]
    [TestCase(1e-20, "1E-20")]
    [TestCase(0.98005307, "0.98005307")]
    [TestCase(0.9800530672073364, "0.9800530672073364")]
    [TestCase(-0.1234567890123456, "-0.123456789012346")]
    [TestCase(2.4876490010363496e-05, "2.487649001036E-05")]
    [TestCase(1234567, "1234567.0")]
    public void ANumberHasAPointOrAnExponentAndAtMostEighteenCharacters(double score, string expected) => Assert.That(TextOf(score), Is.EqualTo(expected));

    [Test]
    public void EveryDoubleIsReadByOpenSearchAndKeepsElevenDigits()
    {
        var random = new Random(14);
        double[] scores =
        [
            0, -0.0, 1, 1e-20, -1e-20, double.Epsilon, double.MaxValue, double.MinValue, 1e15, 1e17, 123456789012345678, -4.5, 100,
            .. Enumerable.Range(0, 20_000).Select(_ => random.NextDouble()),
            .. Enumerable.Range(0, 20_000).Select(_ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-30, 30))),
            .. Enumerable.Range(0, 20_000).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue))).Where(double.IsFinite),
        ];
        foreach (double score in scores)
        {
            string text = TextOf(score);
            Assert.That(OpenSearchNumbers.AreRead(text), text);
            double read = double.Parse(text, CultureInfo.InvariantCulture);
            if (double.IsNormal(score) && Math.Abs(score) < 1e308)
            {
                Assert.That(Math.Abs(read - score), Is.LessThanOrEqualTo(Math.Abs(score) * 1e-10), text);
            }
        }
    }

    [Test]
    public void RoundingNeverTurnsAnOrderAround()
    {
        var random = new Random(15);
        double[] sorted = [.. Enumerable.Range(0, 10_000).Select(_ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-6, 3))).Order()];
        Assert.That(sorted.Select(score => double.Parse(TextOf(score), CultureInfo.InvariantCulture)), Is.Ordered);
    }

    private static string TextOf(double score)
    {
        Span<byte> text = stackalloc byte[ScoreText.Longest];
        return Encoding.ASCII.GetString(text[..ScoreText.Format(score, text)]);
    }
}
