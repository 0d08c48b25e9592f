using static RerankKit.Evaluation.Tests.Online.LoggedCalls;

namespace RerankKit.Evaluation.Tests.Online;

public class ClickLiftTests
{
    private static readonly string[] Documents = [.. Enumerable.Range(0, 10).Select(i => $"d{i}")];

    [Test]
    public void ClickedDocumentsMoveUpByTheDifferenceOfTheirRanks()
    {
        IReadOnlyList<LoggedRanking> log = new LoggedCalls()
            .Add("r1", [List("control", "a b c d", shown: true), List("treatment", "d c b a")], ["d", "c"])
            .Add("r2", [List("control", "a b c d", shown: true), List("treatment", "b a c d")], ["a"])
            .Add("r3", [List("control", "a b c d"), List("treatment", "d c b a", shown: true)], ["d"])
            .Add("no click", [List("control", "a b"), List("treatment", "b a", shown: true)])
            .Add("one list", [List("control", "a b", shown: true)], ["a"])
            .Read();

        ClickLift lift = ClickLift.Measure(log, "control", "treatment");

        LiftGroup before = lift.ShownBefore!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((before.Callers, before.Requests, before.Clicks), Is.EqualTo((2, 2, 3)));
            Assert.That((before.RankBefore, before.RankAfter, before.Improvement.Mean), Is.EqualTo((2.25, 1.75, 0.5)), "(3.5 - 1.5 + 1 - 2) / 2");
            Assert.That(before.ReciprocalImprovement.Mean, Is.EqualTo((((1.0 / 1) + (1.0 / 2) - (1.0 / 4) - (1.0 / 3)) / 2 / 2) + ((0.5 - 1) / 2)).Within(1e-15));
            Assert.That(lift.ShownAfter!.Improvement.Mean, Is.EqualTo(3));
            Assert.That(lift.Balanced!.Value.Mean, Is.EqualTo(1.75), "(0.5 + 3) / 2");
            Assert.That(lift.BalancedReciprocal!.Value.Mean, Is.EqualTo((before.ReciprocalImprovement.Mean + 0.75) / 2).Within(1e-15));
        }
    }

    [Test]
    public void ListsAreComparedAsDeepAsTheShorterOneGoes()
    {
        LiftGroup group = ClickLift.Measure(
            new LoggedCalls().Add("r", [List("control", "a b c d e f g"), List("treatment", "g a", shown: true)], ["g"]).Read(), "control", "treatment").ShownAfter!;
        Assert.That((group.RankBefore, group.RankAfter), Is.EqualTo((3, 1)), "right behind the first two");
    }

    [Test]
    public void CallsOfOneCallerAreAveraged()
    {
        object[] up = [List("control", "a b c", shown: true), List("treatment", "c a b")];
        object[] down = [List("control", "a b c", shown: true), List("treatment", "b a c")];
        IReadOnlyList<LoggedRanking> log = new LoggedCalls()
            .Add("r1", up, ["c"], "ann").Add("r2", up, ["c"], "ann").Add("r3", up, ["c"], "ann").Add("r4", down, ["a"], "ben").Read();
        LiftGroup group = ClickLift.Measure(log, "control", "treatment").ShownBefore!;
        Assert.That((group.Callers, group.Requests, group.Improvement.Mean), Is.EqualTo((2, 4, 0.5)), "(2 - 1) / 2");
    }

    [Test]
    public void IntervalAndTestAreThoseOfThePairs()
    {
        var random = new Random(3);
        var calls = new LoggedCalls();
        var differences = new List<double>();
        for (int i = 0; i < 40; i++)
        {
            string[] other = [.. Documents.OrderBy(_ => random.Next())];
            int clicked = random.Next(10);
            calls.Add($"r{i}", [List("control", string.Join(' ', Documents), shown: true), List("treatment", string.Join(' ', other))], [$"d{clicked}"]);
            differences.Add(clicked - Array.IndexOf(other, $"d{clicked}"));
        }

        MeanEstimate estimate = ClickLift.Measure(calls.Read(), "control", "treatment").ShownBefore!.Improvement;
        double[] pairs = [.. differences];
        Assert.That(estimate.Mean, Is.EqualTo(pairs.Average()).Within(1e-12));
        Assert.That(estimate.Interval, Is.EqualTo(PairedTests.Bootstrap(pairs)));
        Assert.That(estimate.PValue, Is.EqualTo(PairedTests.Randomisation(pairs)));
    }

    // Position bias: users look at rank k with chance 0.6/k, and click what is relevant.
    [Test]
    public void ABetterRankerIsFoundThoughWhatIsShownGains()
    {
        IReadOnlyList<LoggedRanking> log = Simulate(new Random(5), 1500, qualityOfControl: 0.3, qualityOfTreatment: 0.7);
        ClickLift lift = ClickLift.Measure(log, "control", "treatment");
        SplitComparison split = SplitComparison.Compare(log, "control", "treatment")!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(lift.Balanced!.Value, Has.Property("PValue").LessThan(0.001).And.Property("Mean").GreaterThan(0));
            Assert.That(lift.Balanced.Value.Interval.Low, Is.GreaterThan(0));
            Assert.That(split.ReciprocalRankChange, Has.Property("PValue").LessThan(0.05).And.Property("Mean").GreaterThan(0));
        }
    }

    [Test]
    public void EqualRankersAreCalledDifferentAsRarelyAsTheLevelSays()
    {
        var random = new Random(7);
        int lifted = 0;
        int split = 0;
        for (int run = 0; run < 40; run++)
        {
            IReadOnlyList<LoggedRanking> log = Simulate(random, 200, qualityOfControl: 0.3, qualityOfTreatment: 0.3);
            var options = new ComparisonOptions { BootstrapSamples = 1000 };
            ClickLift lift = ClickLift.Measure(log, "control", "treatment", options);
            lifted += lift.Balanced!.Value.PValue < 0.05 ? 1 : 0;
            split += SplitComparison.Compare(log, "control", "treatment", options)!.ReciprocalRankChange.PValue < 0.05 ? 1 : 0;
            Assert.That(lift.ShownAfter!.Improvement.Mean, Is.GreaterThan(lift.ShownBefore!.Improvement.Mean), "what is shown gains");
        }

        // Of 40 two are expected; more than seven have a chance of 0.2 %.
        Assert.That((lifted, split), Is.EqualTo((0, 0)).Using<(int, int)>((seen, _) => seen is { Item1: <= 7, Item2: <= 7 }));
    }

    private static IReadOnlyList<LoggedRanking> Simulate(Random random, int count, double qualityOfControl, double qualityOfTreatment)
    {
        var calls = new LoggedCalls();
        for (int i = 0; i < count; i++)
        {
            string[] control = Rank(qualityOfControl);
            string[] treatment = Rank(qualityOfTreatment);
            bool treated = i % 2 == 0;
            string[] clicks = [.. (treated ? treatment : control).Where((id, place) => id is "d0" or "d1" or "d2" && random.NextDouble() < 0.6 / (place + 1))];
            calls.Add($"r{i}", [List("control", string.Join(' ', control), !treated), List("treatment", string.Join(' ', treatment), treated)], clicks);
        }

        return calls.Read();

        string[] Rank(double quality) => [.. Documents.OrderBy(id => (random.NextDouble() * 2 * (1 - quality)) + (id is "d0" or "d1" or "d2" ? 0 : 0.5))];
    }

    [Test]
    public void ASplitCountsCallsWithoutAClickAndIsNotThereWithoutBothSides()
    {
        var calls = new LoggedCalls()
            .Add("r1", [List("control", "a b", shown: true)], ["b"])
            .Add("r2", [List("control", "a b", shown: true)])
            .Add("r3", [List("treatment", "a b", shown: true), List("control", "b a")], ["a", "b"]);
        SplitComparison split = SplitComparison.Compare(calls.Read(), "control", "treatment")!;
        Assert.That(split.Before, Is.EqualTo(new ShownList(2, 2, 0.5, 0.25)));
        Assert.That(split.After, Is.EqualTo(new ShownList(1, 1, 1, 1)));
        Assert.That((split.ReciprocalRankChange.Mean, split.ReciprocalRankChange.PValue), Is.EqualTo((0.75, 1.0)), "one caller proves nothing");
        Assert.That(SplitComparison.Compare(calls.Read(), "control", "other"), Is.Null);
    }
}
