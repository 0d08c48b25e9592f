using FsCheck;
using FsCheck.Fluent;

namespace RerankKit.Evaluation.Tests.Calibration;

[TestFixture]
public sealed class AurocTests
{
    [Test]
    public void TheExampleOfScikitLearnComesOut() =>
        Assert.That(Auroc.Of([0.1, 0.4, 0.35, 0.8], [false, false, true, true]), Is.EqualTo(0.75));

    [Test]
    public void PerfectWorstAndUninformativeScores()
    {
        Assert.That(Auroc.Of([1, 2, 3], [false, true, true]), Is.EqualTo(1));
        Assert.That(Auroc.Of([3, 2, 1], [false, true, true]), Is.Zero);
        Assert.That(Auroc.Of([5, 5, 5, 5], [false, true, true, false]), Is.EqualTo(0.5));
    }

    [Test]
    public void OneClassAloneHasNoArea()
    {
        Assert.That(Auroc.Of([1, 2], [true, true]), Is.Null);
        Assert.That(Auroc.Of([1, 2], [false, false]), Is.Null);
        Assert.That(Auroc.Of([], []), Is.Null);
    }

    [Test]
    public void ItIsTheShareOfPairsInOrder() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<(byte Score, bool IsPositive)[]>(),
            pairs =>
            {
                double[] scores = [.. pairs.Select(pair => pair.Score % 7 / 3.0)];
                bool[] outcomes = [.. pairs.Select(pair => pair.IsPositive)];
                var halves = from p in Enumerable.Range(0, scores.Length)
                             where outcomes[p]
                             from n in Enumerable.Range(0, scores.Length)
                             where !outcomes[n]
                             select scores[p] > scores[n] ? 2 : scores[p] == scores[n] ? 1 : 0;
                double? expected = halves.Any() ? halves.Sum() / 2.0 / halves.Count() : null;
                double? actual = Auroc.Of(scores, outcomes);
                return expected is null ? actual is null : Math.Abs(actual!.Value - expected.Value) < 1e-12;
            }).QuickCheckThrowOnFailure();

    [Test]
    public void BadInputIsNamed()
    {
        Assert.That(() => Auroc.Of([1], [true, false]), Throws.ArgumentException.With.Message.StartsWith("There are 1 scores and 2 outcomes."));
        Assert.That(() => Auroc.Of([double.NaN, 1], [true, false]), Throws.ArgumentException.With.Message.StartsWith("One of the scores is NaN."));
    }
}
