namespace RerankKit.LateInteraction.Tests;

/// <summary>Optimal quantizers of known distributions are in the literature.</summary>
public class LloydQuantizerTests
{
    [Test]
    public void TheNormalDistributionHasTheLevelsOfMax([Values(2, 4)] int buckets)
    {
        // Max, Quantizing for Minimum Distortion, 1960, table I.
        (double[] cutoffs, double[] weights) = buckets == 2
            ? (new[] { 0d }, new[] { -0.7980, 0.7980 })
            : ([-0.9816, 0, 0.9816], [-1.510, -0.4528, 0.4528, 1.510]);
        var random = new Random(1);
        float[] sorted = [.. Enumerable.Range(0, 400_000).Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble())))];
        Array.Sort(sorted);
        AssertFits(sorted, cutoffs, weights, 0.01);
    }

    [Test]
    public void TheLaplaceDistributionHasTheLevelsOfPaezAndGlisson([Values(2, 4)] int buckets)
    {
        // Paez and Glisson, Minimum Mean-Squared-Error Quantization in Speech PCM and DPCM Systems, 1972, of variance 1.
        (double[] cutoffs, double[] weights) = buckets == 2
            ? (new[] { 0d }, new[] { -0.7071, 0.7071 })
            : ([-1.1269, 0, 1.1269], [-1.8340, -0.4198, 0.4198, 1.8340]);
        const int Count = 200_000;
        float[] sorted = [.. Enumerable.Range(0, Count).Select(i => ((i + 0.5) / Count) - 0.5).Select(p => (float)(-Math.Sign(p) * Math.Log(1 - (2 * Math.Abs(p))) / Math.Sqrt(2)))];
        AssertFits(sorted, cutoffs, weights, 0.002);
    }

    [Test]
    public void TailsHaveWeightsWhereNearlyAllNumbersAreZero()
    {
        // Quantiles would all be zero.
        float[] sorted = [-0.5f, -0.5f, .. Enumerable.Repeat(0f, 96), 0.25f, 0.25f];
        (float[] cutoffs, float[] weights) = LloydQuantizer.Fit(sorted, 4);
        Assert.Multiple(() =>
        {
            Assert.That(Nearest(weights, -0.5), Is.EqualTo(-0.5).Within(1e-6));
            Assert.That(Nearest(weights, 0), Is.EqualTo(0).Within(1e-6));
            Assert.That(Nearest(weights, 0.25), Is.EqualTo(0.25).Within(1e-6));
            Assert.That(cutoffs, Is.Ordered);
        });
    }

    [Test]
    public void OneNumberAndZerosFit()
    {
        Assert.Multiple(() =>
        {
            Assert.That(LloydQuantizer.Fit([0, 0, 0], 4).Weights, Is.All.Zero);
            Assert.That(Nearest(LloydQuantizer.Fit([0.5f], 2).Weights, 0.5), Is.EqualTo(0.5).Within(1e-6));
        });
    }

    private static void AssertFits(float[] sorted, double[] cutoffs, double[] weights, double tolerance)
    {
        (float[] fittedCutoffs, float[] fittedWeights) = LloydQuantizer.Fit(sorted, weights.Length);
        Assert.Multiple(() =>
        {
            Assert.That(fittedCutoffs, Is.EqualTo(cutoffs).Within(tolerance));
            Assert.That(fittedWeights, Is.EqualTo(weights).Within(tolerance));
        });
    }

    private static float Nearest(float[] weights, double number) => weights.MinBy(weight => Math.Abs(weight - number));
}
