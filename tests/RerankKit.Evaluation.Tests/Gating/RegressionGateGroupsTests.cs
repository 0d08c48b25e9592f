namespace RerankKit.Evaluation.Tests.Gating;

public sealed class RegressionGateGroupsTests
{
    private const int QueryCount = 40;

    [Test]
    public void AClassThatGotWorseFailsThoughTheWholeDidNot()
    {
        // Ten of forty queries fall from 1 to 0.5 and all ten are of one class; as many rise from 0.5 to 1.
        GatedRuns runs = Runs("shop", before: i => i is >= 10 and < 20, after: i => i < 10) with { Classes = Classes(("short", 0..10), ("long", 10..40)) };
        RegressionGateReport report = RegressionGate.CheckAll([runs], "rr", maxDrop: 0.02);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Groups.Select(group => (group.Name, group.Passed)), Is.EqualTo(new[] { ("shop", true), ("shop, short", false), ("shop, long", true) }));
            Assert.That(report.Passed, Is.False);
            Assert.That(report.Reason, Is.EqualTo("shop, short: rr went from 1 to 0.5 over 10 queries, a drop of 0.5 where a drop of 0.02 is allowed."));
            Assert.That(report.ThrowIfFailed, Throws.InvalidOperationException.With.Message.EqualTo(report.Reason));
        }
    }

    [Test]
    public void TheQueriesThatCausedADropStandWithTheWorstFirst()
    {
        var baseline = new Run("before");
        var candidate = new Run("after");
        var qrels = new Qrels();
        foreach ((string query, int place) in new[] { ("same", 0), ("worse", 1), ("worst", 3) })
        {
            qrels.Add(query, "d", 1);
            baseline.AddRanking(query, ["d", "x", "y", "z"]);
            candidate.AddRanking(query, ((string[])["x", "y", "z"])[..place].Append("d"));
        }

        RegressionGateReport report = RegressionGate.CheckAll([new("c", qrels, baseline, candidate)], "rr");
        Assert.That(report.Groups.Single().Result!.Causes, Is.EqualTo(new QueryDifference[] { new("worst", 1, 0.25), new("worse", 1, 0.5) }));
    }

    [Test]
    public void ADropThatIsAllowedFailsWhereItIsSignificant()
    {
        // Twenty of forty queries lose half a point each: a drop of 0.25, allowed here, and proven.
        GatedRuns proven = Runs("c", before: _ => false, after: i => i < 20);
        GatedRuns chance = Runs("c", before: _ => false, after: i => i < 2);
        var options = new RegressionGateOptions { SmallDropLevel = 0.05 };
        using (Assert.EnterMultipleScope())
        {
            Assert.That(RegressionGate.CheckAll([proven], "rr", maxDrop: 0.5).Passed, Is.True);
            Assert.That(RegressionGate.CheckAll([proven], "rr", maxDrop: 0.5, options).Reason, Does.Contain("but the drop is significant (p = 0.0001, level 0.05)"));
            Assert.That(RegressionGate.CheckAll([proven], "rr", maxDrop: 0.5, options).Passed, Is.False);
            Assert.That(RegressionGate.CheckAll([chance], "rr", maxDrop: 0.5, options).Passed, Is.True);
            Assert.That(RegressionGate.CheckAll([proven with { Baseline = proven.Candidate, Candidate = proven.Baseline }], "rr", 0.5, options).Passed, Is.True, "a significant gain");
        }
    }

    [Test]
    public void ProbabilitiesAreAdjustedOverAllThatIsJudged()
    {
        GatedRuns runs = Runs("a", before: _ => false, after: i => i < 6) with { Classes = Classes(("some", 0..20), ("few", 20..22)) };
        RegressionGateReport report = RegressionGate.CheckAll([runs, Runs("b", _ => false, i => i < 4)], "rr");
        MetricComparison[] judged = [.. report.Groups.Where(group => group.Result is not null).Select(group => group.Result!.Comparison)];
        double[] holm = PairedTests.HolmAdjust(Array.ConvertAll(judged, comparison => comparison.RandomisationPValue));
        Assert.That(judged, Has.Length.EqualTo(3));
        Assert.That(judged.Select(comparison => comparison.AdjustedRandomisationPValue), Is.EqualTo(holm));
    }

    [Test]
    public void AClassOfFewQueriesOrWithoutAnythingJudgedHasNoVerdictAndSaysWhy()
    {
        GatedRuns runs = Runs("c", before: _ => false, after: i => i < 3) with { Classes = Classes(("few", 0..3), ("blind", 30..40)) };
        var qrels = new Qrels();
        foreach (int query in Enumerable.Range(0, QueryCount))
        {
            qrels.Add(Id(query), query < 30 ? "d" : "found by neither", 1);
        }

        runs = runs with { Qrels = qrels };
        RegressionGateReport report = RegressionGate.CheckAll([runs], "rr", maxDrop: 0.1);
        Assert.That(report.Groups.Select(group => group.NotJudged), Is.EqualTo(new[] { null, "3 judged queries, and 10 are needed.", "the baseline found nothing judged for these queries." }));
        Assert.That(report.Passed, Is.True);
        Assert.That(RegressionGate.CheckAll([runs], "rr", 0.1, new() { MinClassQueries = 3 }).Passed, Is.False);
    }

    [Test]
    public void WhatCannotBeJudgedIsRefused()
    {
        GatedRuns runs = Runs("c", _ => false, _ => false);
        var blind = new Run("blind");
        blind.AddRanking("q00", ["nobody knows it"]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => RegressionGate.CheckAll([], "rr"), Throws.ArgumentException.With.Message.Contains("There is no collection"));
            Assert.That(() => RegressionGate.CheckAll([runs, runs], "rr"), Throws.ArgumentException.With.Message.Contains("Two collections are named 'c'"));
            Assert.That(() => RegressionGate.CheckAll([runs with { Baseline = blind }], "rr"), Throws.ArgumentException.With.Message.Contains("None of the documents of run 'blind' is judged"));
            Assert.That(() => RegressionGate.CheckAll([runs with { Classes = Classes(("other", 90..99)) }], "rr"), Throws.ArgumentException.With.Message.Contains("No query of the classes of 'c' is judged"));
            Assert.That(() => RegressionGate.CheckAll([runs], "rr", maxDrop: -1), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => new RegressionGateOptions { MinClassQueries = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => new RegressionGateOptions { SmallDropLevel = 1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        }
    }

    [Test]
    public void ClassesAreReadWithBlanksBetweenOrTabsAround()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("classes.tsv", "q1 short\nq 2\tvery long\nq1\tvery long\n");
        QueryClasses classes = QueryClasses.Read(path);
        Assert.That(classes.Names, Is.EqualTo(new[] { "short", "very long" }));
        Assert.That(classes["very long"], Is.EquivalentTo(new[] { "q 2", "q1" }));
        Assert.That(() => classes["none"], Throws.InstanceOf<KeyNotFoundException>().With.Message.Contains("short, very long"));
    }

    [TestCase("q1 short\nq1\tshort\n", 2, "An earlier line says the same")]
    [TestCase("q1\n", 1, "Expected a query and its class")]
    [TestCase("q1 a b\n", 1, "Expected a query and its class")]
    public void ALineThatIsNoQueryAndClassIsAnErrorWithItsNumber(string text, int line, string problem)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("classes.tsv", text);
        Assert.That(() => QueryClasses.Read(path), Throws.InstanceOf<EvaluationFormatException>().With.Message.Contains(problem).And.Message.Contains($"{line}"));
    }

    private static string Id(int query) => query.ToString("'q'00", System.Globalization.CultureInfo.InvariantCulture);

    // A query whose relevant document stands second has half a point.
    private static GatedRuns Runs(string name, Func<int, bool> before, Func<int, bool> after)
    {
        var qrels = new Qrels();
        var baseline = new Run("before");
        var candidate = new Run("after");
        foreach (int query in Enumerable.Range(0, QueryCount))
        {
            qrels.Add(Id(query), "d", 1);
            baseline.AddRanking(Id(query), before(query) ? ["x", "d"] : ["d", "x"]);
            candidate.AddRanking(Id(query), after(query) ? ["x", "d"] : ["d", "x"]);
        }

        return new(name, qrels, baseline, candidate);
    }

    private static QueryClasses Classes(params (string Name, Range Queries)[] classes)
    {
        var all = new QueryClasses();
        foreach ((string name, Range queries) in classes)
        {
            foreach (int query in Enumerable.Range(queries.Start.Value, queries.End.Value - queries.Start.Value))
            {
                Assert.That(all.TryAdd(Id(query), name), Is.True);
            }
        }

        return all;
    }
}
