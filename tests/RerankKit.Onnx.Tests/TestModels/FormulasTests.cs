using RerankKit.TestModels;

namespace RerankKit.Onnx.Tests;

[TestFixture]
public sealed class FormulasTests
{
    // Digits of the NIST Digital Library of Mathematical Functions, table 7.2.
    [TestCase(0, 0)]
    [TestCase(0.5, 0.5204998778130465)]
    [TestCase(1, 0.8427007929497149)]
    [TestCase(2, 0.9953222650189527)]
    [TestCase(3, 0.9999779095030014)]
    [TestCase(-1, -0.8427007929497149)]
    [TestCase(40, 1)]
    public void ErfHasTheDigitsOfTheTable(double x, double expected) => Assert.That(Formulas.Erf(x), Is.EqualTo(expected).Within(1e-15));

    [Test]
    public void SoftmaxOfLargeNumbersIsFinite()
    {
        double[] values = [1000, 1000, double.NegativeInfinity];

        Formulas.Softmax(values);

        Assert.That(values, Is.EqualTo(new[] { 0.5, 0.5, 0 }));
    }
}
