using RerankKit.TestModels;

namespace RerankKit.Onnx.Tests;

[TestFixture]
public sealed class SeededTensorTests
{
    [Test]
    public void ElementsDoNotDependOnWhereReadingBegins()
    {
        var tensor = new SeededTensor(7, "weight", 0.5, 2, 100, 30);
        float[] part = new float[11];

        tensor.Fill(1234, part);

        Assert.That(part, Is.EqualTo(tensor.Values[1234..1245]));
        Assert.That(tensor.Row(41), Is.EqualTo(tensor.Values[1230..1260]));
        Assert.That(tensor.Columns("two", 29, 3).Values[2..4], Is.EqualTo(new[] { tensor.Values[59], tensor.Values[33] }));
    }

    [Test]
    public void ElementsHaveTheMeanAndTheDeviation()
    {
        float[] values = new SeededTensor(7, "weight", 0.5, 2, 400, 500).Values;

        double mean = values.Average(value => (double)value);
        Assert.That(mean, Is.EqualTo(0.5).Within(0.02));
        Assert.That(Math.Sqrt(values.Average(value => (value - mean) * (value - mean))), Is.EqualTo(2).Within(0.02));
    }

    // Computed apart, with Python's integers. Models that others keep must not change under them.
    [Test]
    public void ElementsStayWhatTheyAre() =>
        Assert.That(new SeededTensor(1, "bert.pooler.dense.weight", 0, 1, 4).Values, Is.EqualTo(new[] { -1.85589707f, -1.43998396f, 1.0716958f, 1.43490958f }));
}
