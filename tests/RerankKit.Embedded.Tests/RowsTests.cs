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

    [Test]
    public void RowsOfTheLargestNumbersDoNotOverflow()
    {
        int[] products = new int[Rows.Group];
        Rows.Dots([.. Enumerable.Repeat((sbyte)-127, 256)], [.. Enumerable.Repeat((short)127, 256 * Rows.Group)], products);
        Assert.That(products, Has.All.EqualTo(-127 * 127 * 256));
    }

    private static sbyte[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (sbyte)random.Next(-127, 128))];
}
