namespace RerankKit.Evaluation.Tests.Comparing;

[TestFixture]
public sealed class RunComparisonTests
{
    private static readonly Qrels Judged = TextFile.Qrels("q1 0 a 1\nq2 0 a 1\nq3 0 a 1\nq4 0 a 1\nq5 0 z 1\n");

    [Test]
    public void BeforeAndAfterStandSideBySidePerQuery()
    {
        Run before = Ranked("before", ("q1", "b a c"), ("q2", "a b"), ("q3", "b a"), ("q4", "a b c"));
        Run after = Ranked("after", ("q1", "a b c"), ("q2", "a b"), ("q3", "a b"), ("q4", "b a c"));

        RunComparison comparison = RunComparison.Compare(Judged, before, after, ["rr", "ndcg@10"]);
        MetricComparison rr = comparison["rr"];

        Assert.That((comparison.BaselineName, comparison.CandidateName), Is.EqualTo(("before", "after")));
        Assert.That(comparison.QueryIds, Is.EqualTo(["q1", "q2", "q3", "q4"]));
        Assert.That(rr.Baseline, Is.EqualTo(0.75));
        Assert.That(rr.Candidate, Is.EqualTo(0.875));
        Assert.That(rr.Difference, Is.EqualTo(0.125));
        Assert.That(rr.RelativeDifference, Is.EqualTo(0.125 / 0.75));
        Assert.That((rr.Wins, rr.Ties, rr.Losses), Is.EqualTo((2, 1, 1)));
        Assert.That(rr.Queries[0], Is.EqualTo(new QueryDifference("q1", 0.5, 1)));
        Assert.That(rr.Queries.Select(query => query.Difference), Is.EqualTo([0.5, 0, 0.5, -0.5]));
        Assert.That(rr.Oracle, Is.EqualTo(1));
        Assert.That(rr.OracleShare, Is.EqualTo(0.5));
        Assert.That(rr.StudentT, Is.EqualTo(PairedTests.StudentT([0.5, 0, 0.5, -0.5])));
        Assert.That(rr.RandomisationPValue, Is.EqualTo(PairedTests.Randomisation([0.5, 0, 0.5, -0.5])));
        Assert.That(rr.Interval, Is.EqualTo(PairedTests.Bootstrap([0.5, 0, 0.5, -0.5])));
        Assert.That(comparison.Pool.IsSame, Is.True);
    }

    [Test]
    public void MeansAreThoseOfTheEvaluatorOnRealRuns()
    {
        Qrels qrels = QrelsFile.Read(TestData.Path("ir", "msmarco-dl19", "qrels.tsv"));
        Run bm25 = RunFile.Read(TestData.Path("ir", "msmarco-dl19", "run.bm25.trec"));
        Run splade = RunFile.Read(TestData.Path("ir", "msmarco-dl19", "run.splade.trec"));

        MetricComparison ndcg = RunComparison.Compare(qrels, bm25, splade, ["ndcg@10"])["ndcg@10"];

        Assert.That(ndcg.Baseline, Is.EqualTo(Evaluator.Evaluate(qrels, bm25, ["ndcg@10"])["ndcg@10"]).Within(1e-15));
        Assert.That(ndcg.Candidate, Is.EqualTo(Evaluator.Evaluate(qrels, splade, ["ndcg@10"])["ndcg@10"]).Within(1e-15));
        Assert.That(ndcg.Oracle, Is.EqualTo(Evaluator.EvaluateOracle(qrels, bm25, ["ndcg@10"])["ndcg@10"]).Within(1e-15));
        Assert.That(ndcg.Oracle, Is.GreaterThan(ndcg.Baseline));
        Assert.That(ndcg.StudentT.PValue, Is.LessThan(1e-5));
        Assert.That(ndcg.RandomisationPValue, Is.EqualTo(1.0 / 10_001));
        Assert.That(ndcg.Interval.Low, Is.Positive.And.LessThan(ndcg.Difference));
        Assert.That(ndcg.Interval.High, Is.GreaterThan(ndcg.Difference));
    }

    [Test]
    public void ARunComparedWithItselfDiffersInNothing()
    {
        Run run = Ranked("same", ("q1", "a b"), ("q2", "b a"));

        MetricComparison rr = RunComparison.Compare(Judged, run, run, ["rr"])["rr"];

        Assert.That((rr.Wins, rr.Ties, rr.Losses), Is.EqualTo((0, 2, 0)));
        Assert.That((rr.StudentT.PValue, rr.RandomisationPValue, rr.EffectSize), Is.EqualTo((1.0, 1.0, 0.0)));
    }

    [Test]
    public void ACandidateCannotGainByLeavingOutAHardQuery()
    {
        Run before = Ranked("before", ("q1", "a b"), ("q2", "b c a"));
        Run after = Ranked("after", ("q1", "a b"));

        RunComparison comparison = RunComparison.Compare(Judged, before, after, ["rr"]);

        Assert.That(comparison["rr"].Difference, Is.Negative);
        Assert.That(comparison.CandidateMissingQueryIds, Is.EqualTo(["q2"]));
        Assert.That(comparison.BaselineMissingQueryIds, Is.Empty);
        Assert.That(comparison.Pool.LostCount, Is.EqualTo(3));
    }

    [Test]
    public void CompleteComparisonCountsEveryJudgedQuery()
    {
        Run before = Ranked("before", ("q1", "a b"));
        Run after = Ranked("after", ("q2", "a b"));

        RunComparison plain = RunComparison.Compare(Judged, before, after, ["rr"]);
        RunComparison complete = RunComparison.Compare(Judged, before, after, ["rr"], new() { Evaluation = new() { IsComplete = true } });

        Assert.That(plain.QueryIds, Is.EqualTo(["q1", "q2"]));
        Assert.That(complete.QueryIds, Has.Count.EqualTo(5));
        Assert.That(complete["rr"].Baseline, Is.EqualTo(0.2));
        Assert.That(complete.BaselineMissingQueryIds, Is.EqualTo(["q2", "q3", "q4", "q5"]));
    }

    [Test]
    public void LostAndAddedDocumentsAreListedPerQuery()
    {
        Run before = Ranked("before", ("q1", "a b c"), ("q2", "a b"));
        Run after = Ranked("after", ("q1", "c x a"), ("q2", "b a"));

        PoolComparison pool = PoolComparison.Between(before, after);

        Assert.That(pool.IsSame, Is.False);
        Assert.That((pool.LostCount, pool.AddedCount), Is.EqualTo((1, 1)));
        Assert.That(pool.Differences, Has.Count.EqualTo(1));
        Assert.That(pool.Differences[0].QueryId, Is.EqualTo("q1"));
        Assert.That(pool.Differences[0].LostIds, Is.EqualTo(["b"]));
        Assert.That(pool.Differences[0].AddedIds, Is.EqualTo(["x"]));
    }

    [Test]
    public void TheOracleKnowsOnlyTheBaselinesDocuments()
    {
        Run before = Ranked("before", ("q1", "b a"), ("q5", "b a"));
        Run after = Ranked("after", ("q1", "a b"), ("q5", "z a"));

        MetricComparison rr = RunComparison.Compare(Judged, before, after, ["rr"])["rr"];

        Assert.That(rr.Oracle, Is.EqualTo(0.5));
        Assert.That(rr.OracleShare, Is.EqualTo(3));
        Assert.That(RunComparison.Compare(Judged, after, before, ["rr"])["rr"].OracleShare, Is.Null);
    }

    [Test]
    public void ForAMetricThatIsBetterLowAFallIsAWin()
    {
        Run before = Ranked("before", ("q1", "x a"), ("q2", "x a"));
        Run after = Ranked("after", ("q1", "a x"), ("q2", "x a"));

        MetricComparison unjudged = RunComparison.Compare(Judged, before, after, ["unjudged@1"])["unjudged@1"];

        Assert.That(unjudged.Difference, Is.EqualTo(-0.5));
        Assert.That((unjudged.Wins, unjudged.Ties, unjudged.Losses), Is.EqualTo((1, 1, 0)));
    }

    [Test]
    public void PValuesAreAdjustedOverAllCandidatesAndMetrics()
    {
        Qrels qrels = QrelsFile.Read(TestData.Path("ir", "msmarco-dl19", "qrels.tsv"));
        Run Read(string name) => RunFile.Read(TestData.Path("ir", "msmarco-dl19", $"run.{name}.trec"));

        IReadOnlyList<RunComparison> comparisons = RunComparison.Compare(qrels, Read("bm25"), [Read("bm25_rm3"), Read("tasb")], ["ndcg@10", "map"]);

        MetricComparison[] all = [.. comparisons.SelectMany(comparison => comparison.Metrics)];
        Assert.That(all, Has.Length.EqualTo(4));
        Assert.That(all.Select(m => m.AdjustedStudentPValue), Is.EqualTo(PairedTests.HolmAdjust([.. all.Select(m => m.StudentT.PValue)])));
        Assert.That(all.Select(m => m.AdjustedRandomisationPValue), Is.EqualTo(PairedTests.HolmAdjust([.. all.Select(m => m.RandomisationPValue)])));
        Assert.That(all[0].AdjustedStudentPValue, Is.GreaterThanOrEqualTo(all[0].StudentT.PValue));
    }

    [Test]
    public void ATieEpsilonSwallowsSmallDifferences()
    {
        Run before = Ranked("before", ("q1", "b a"), ("q2", "b c d a"));
        Run after = Ranked("after", ("q1", "a b"), ("q2", "b c a d"));

        MetricComparison rr = RunComparison.Compare(Judged, before, after, ["rr"], new() { TieEpsilon = 0.1 })["rr"];

        Assert.That((rr.Wins, rr.Ties, rr.Losses), Is.EqualTo((1, 1, 0)));
    }

    [Test]
    public void MeaninglessQuestionsAreRefused()
    {
        Run run = Ranked("r", ("q1", "a"));
        Run other = Ranked("other", ("x", "a"));

        Assert.That(() => RunComparison.Compare(Judged, run, run, ["num_ret"]), Throws.ArgumentException.With.Message.Contains("'num_ret' is a count"));
        Assert.That(() => RunComparison.Compare(Judged, run, run, []), Throws.ArgumentException.With.Message.Contains("no metric"));
        Assert.That(() => RunComparison.Compare(Judged, run, (IReadOnlyList<Run>)[], ["rr"]), Throws.ArgumentException.With.Message.Contains("no candidate"));
        Assert.That(() => RunComparison.Compare(Judged, run, other, ["rr"]), Throws.ArgumentException.With.Message.Contains("'other'"));
        Assert.That(() => RunComparison.Compare(Judged, run, run, ["rr"])["map"], Throws.TypeOf<KeyNotFoundException>().With.Message.Contains("'map'"));
    }

    [Test]
    public void OptionsRefuseWhatIsOutOfRange()
    {
        Assert.That(() => new ComparisonOptions { Permutations = 9_999 }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("10,000"));
        Assert.That(() => new ComparisonOptions { BootstrapSamples = 999 }, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ComparisonOptions { Confidence = 1 }, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ComparisonOptions { TieEpsilon = -1 }, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ComparisonOptions { Evaluation = null! }, Throws.ArgumentNullException);
    }

    private static Run Ranked(string name, params (string QueryId, string Ids)[] queries)
    {
        var run = new Run(name);
        foreach ((string queryId, string ids) in queries)
        {
            run.AddRanking(queryId, ids.Split(' '));
        }

        return run;
    }
}
