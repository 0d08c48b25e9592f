namespace RerankKit.Embedded.Tests;

public class RowsTests
{
    [TestCase(32)]
    [TestCase(128)]
    [TestCase(160)]
    public void DotProductsOfRowsAreExact(int dimension)
    {
        var random = new Random(5);
        sbyte[] row = Numbers(random, dimension);
        sbyte[][] others = [.. Enumerable.Range(0, 8).Select(_ => Numbers(random, dimension))];
        int[] products = new int[others.Length];
        Rows.Dots(row, Array.ConvertAll(others.SelectMany(other => other).ToArray(), value => (short)value), products);
        Assert.That(products, Is.EqualTo(others.Select(other => other.Zip(row, (a, b) => a * b).Sum())));
    }

    [TestCase(32)]
    [TestCase(128)]
    [TestCase(160)]
    public void SumsAndProductsOfVectorsAreThoseOfPlainDoublePrecision(int dimension)
    {
        var random = new Random(6);
        sbyte[] row = Numbers(random, dimension);
        float[] sum = [.. Numbers(random, dimension).Select(value => value / 50f)];
        float[] other = [.. Numbers(random, dimension).Select(value => value / 70f)];
        double[] expected = [.. sum.Zip(row, other).Select(t => t.First + (0.3f * (double)t.Second) - (1.7f * (double)t.Third))];

        Rows.Add(row, 0.3f, sum);
        Rows.Add(other, -1.7f, sum);
        float[] widened = [.. Enumerable.Repeat(9f, dimension)];
        Rows.Widen(row, 0.5f, widened);

        Assert.That(sum, Is.EqualTo(expected).Within(1e-5));
        Assert.That(Rows.Dot(sum, other), Is.EqualTo(expected.Zip(other, (a, b) => a * b).Sum()).Within(1e-3));
        Assert.That(widened, Is.EqualTo(row.Select(value => value * 0.5f)));
        Rows.Normalize(sum);
        Assert.That(sum, Is.EqualTo(expected.Select(value => value / Math.Sqrt(expected.Sum(x => x * x)))).Within(1e-6));
    }

    [Test]
    public void RowsOfTheLargestNumbersDoNotOverflow()
    {
        int[] products = new int[Rows.Group];
        Rows.Dots([.. Enumerable.Repeat((sbyte)-127, 256)], [.. Enumerable.Repeat((short)127, 256 * Rows.Group)], products);
        Assert.That(products, Has.All.EqualTo(-127 * 127 * 256));
    }

    private static sbyte[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (sbyte)random.Next(-127, 128))];
}
