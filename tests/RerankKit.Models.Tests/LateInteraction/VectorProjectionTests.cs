namespace RerankKit.Models.Tests.LateInteraction;

public class VectorProjectionTests
{
    [Test]
    public void AVectorOfNothingStaysNothing()
    {
        float[] vectors = new float[4];
        Assert.That(new VectorProjection([], 2, 2, normalizes: true).Apply([0, 0, 3, 4], vectors, 2), Is.True);
        Assert.That(vectors, Is.EqualTo(new[] { 0, 0, 0.6f, 0.8f }).Within(1e-7f));
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    public void AVectorWithoutANumberIsNaNAsAWholeAndTheOthersStand(float value)
    {
        float[] vectors = new float[6];
        Assert.That(new VectorProjection([], 2, 2, normalizes: true).Apply([1, 0, 1, value, 0, 2], vectors, 3), Is.False);
        Assert.That(vectors, Is.EqualTo(new[] { 1, 0, float.NaN, float.NaN, 0, 1 }));
    }

    [Test]
    public void TheFirstNumbersAreKeptAndBroughtBackToLengthOne()
    {
        float[] vectors = new float[2];
        Assert.That(new VectorProjection([], 3, 2, normalizes: true).Apply([3, 4, 12], vectors, 1), Is.True);
        Assert.That(vectors, Is.EqualTo(new[] { 0.6f, 0.8f }).Within(1e-7f));
        Assert.That(new VectorProjection([], 3, 2, normalizes: false).Apply([3, 4, 12], vectors, 1), Is.True);
        Assert.That(vectors, Is.EqualTo(new[] { 3f, 4 }));
    }

    [Test]
    public void ARowGivesTheSameBitsWhereverItStands([Values(1, 7, 8, 33, 384)] int inputs)
    {
        var random = new Random(inputs);
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
        var layer = new DenseLayer(inputs, 13, Numbers(13 * inputs)) { Bias = Numbers(13), Activation = DenseActivation.Gelu, HasResidual = true, Residual = Numbers(13 * inputs) };
        float[] rows = Numbers(11 * inputs);
        float[] together = new float[11 * 13];
        layer.Apply(rows, together, 11);
        for (int row = 0; row < 11; row++)
        {
            float[] alone = new float[13];
            layer.Apply(rows.AsSpan(row * inputs, inputs), alone, 1);
            Assert.That(alone, Is.EqualTo(together[(row * 13)..((row + 1) * 13)]));
        }
    }
}
