namespace RerankKit.Evaluation.Tests.Evaluating;

[TestFixture]
public sealed class EvaluatorTests
{
    private static readonly Qrels Judged = TextFile.Qrels("q1 0 a 1\nq2 0 a 1\nq2 0 b 1\nq3 0 a 1\n");
    private static readonly Run Answer = TextFile.Run("q2 Q0 x 1 2 mine\nq2 Q0 a 2 1 mine\nq1 Q0 a 1 1 mine\nextra Q0 a 1 1 mine\n");

    [Test]
    public void MeansAreOverTheQueriesThatAreBothJudgedAndAnswered()
    {
        EvaluationResult result = Evaluator.Evaluate(Judged, Answer, ["rr", "recall@1", "num_q", "num_rel"]);

        Assert.That(result.RunName, Is.EqualTo("mine"));
        Assert.That(result.QueryIds, Is.EqualTo(["q1", "q2"]));
        Assert.That(result.MissingQueryIds, Is.EqualTo(["q3"]));
        Assert.That(result.UnjudgedQueryIds, Is.EqualTo(["extra"]));
        Assert.That(result["rr"], Is.EqualTo(0.75));
        Assert.That(result["rr", "q2"], Is.EqualTo(0.5));
        Assert.That(result.GetQueryValues("rr"), Is.EqualTo([1, 0.5]));
        Assert.That(result["num_q"], Is.EqualTo(2));
        Assert.That(result["num_rel"], Is.EqualTo(3));
    }

    [Test]
    public void CompleteMeansCountAMissingQueryAsNothingFound()
    {
        EvaluationResult result = Evaluator.Evaluate(Judged, Answer, ["rr", "num_q", "num_rel", "unjudged@5"], new() { IsComplete = true });

        Assert.That(result.QueryIds, Is.EqualTo(["q1", "q2", "q3"]));
        Assert.That(result.MissingQueryIds, Is.EqualTo(["q3"]));
        Assert.That(result["rr"], Is.EqualTo(0.5));
        Assert.That(result["rr", "q3"], Is.Zero);
        Assert.That(result["num_q"], Is.EqualTo(3));
        Assert.That(result["num_rel"], Is.EqualTo(4));
    }

    [Test]
    public void AnotherSpellingFindsTheSameMetric() =>
        Assert.That(Evaluator.Evaluate(Judged, Answer, ["mrr@10"])["recip_rank_cut_10"], Is.EqualTo(0.75));

    [Test]
    public void QueriesComeInByteOrderWhateverTheFileOrder()
    {
        Qrels qrels = TextFile.Qrels("\uFF5E 0 a 1\n😀 0 a 1\n10 0 a 1\n9 0 a 1\n");
        var run = new Run("r");
        foreach (string queryId in qrels.QueryIds)
        {
            run.AddRanking(queryId, ["a"]);
        }

        Assert.That(Evaluator.Evaluate(qrels, run, ["rr"]).QueryIds, Is.EqualTo(["10", "9", "\uFF5E", "😀"]));
    }

    [Test]
    public void ScoresThatTieInSinglePrecisionOnlyAreOrderedByPrecision()
    {
        Qrels qrels = TextFile.Qrels("q 0 a 1\n");
        Run run = TextFile.Run("q Q0 a 1 1.00000002 t\nq Q0 b 2 1.00000001 t\n");

        Assert.That(Evaluator.Evaluate(qrels, run, ["rr"])["rr"], Is.EqualTo(1));
        Assert.That(Evaluator.Evaluate(qrels, run, ["rr"], new() { Precision = ScorePrecision.Bits32 })["rr"], Is.EqualTo(0.5));
    }

    [TestCase(TieRule.TrecEval, 0.5)]
    [TestCase(TieRule.DocumentIdAscending, 0.5)]
    [TestCase(TieRule.InputOrder, 1)]
    [TestCase(TieRule.Optimistic, 1)]
    [TestCase(TieRule.Pessimistic, 1.0 / 3)]
    public void TheTieRuleDecides(TieRule ties, double expected)
    {
        Qrels qrels = TextFile.Qrels("q 0 b 1\nq 0 a 0\n");
        Run run = TextFile.Run("q Q0 b 1 1 t\nq Q0 c 2 1 t\nq Q0 a 3 1 t\n");

        Assert.That(Evaluator.Evaluate(qrels, run, ["rr"], new() { Ties = ties })["rr"], Is.EqualTo(expected));
    }

    [Test]
    public void ARunOfAnotherCollectionIsRefusedWithIdsOfBoth()
    {
        Run other = TextFile.Run("x1 Q0 a 1 1 t\n");

        foreach (bool isComplete in (bool[])[false, true])
        {
            Assert.That(
                () => Evaluator.Evaluate(Judged, other, ["rr"], new() { IsComplete = isComplete }),
                Throws.ArgumentException.With.Message.Contains("'q1'").And.Message.Contains("'x1'"));
        }
    }

    [Test]
    public void AnEmptyRunCountsAsZerosOnlyWhereMissingQueriesCount()
    {
        var empty = new Run("empty");

        Assert.That(() => Evaluator.Evaluate(Judged, empty, ["rr"]), Throws.ArgumentException.With.Message.Contains("no query"));
        Assert.That(Evaluator.Evaluate(Judged, empty, ["rr"], new() { IsComplete = true })["rr"], Is.Zero);
    }

    [Test]
    public void MeaninglessQuestionsAreRefused()
    {
        Assert.That(() => Evaluator.Evaluate(Judged, Answer, []), Throws.ArgumentException.With.Message.Contains("no metric"));
        Assert.That(() => Evaluator.Evaluate(Judged, Answer, ["rr@10", "mrr@10"]), Throws.ArgumentException.With.Message.Contains("'rr@10' comes twice"));
        Assert.That(() => Evaluator.Evaluate(new(), Answer, ["rr"]), Throws.ArgumentException.With.Message.Contains("empty"));
        EvaluationResult result = Evaluator.Evaluate(Judged, Answer, ["rr"]);
        Assert.That(() => result["map"], Throws.TypeOf<KeyNotFoundException>().With.Message.Contains("'map'").And.Message.Contains("rr"));
        Assert.That(() => result["rr", "q3"], Throws.TypeOf<KeyNotFoundException>().With.Message.Contains("'q3'"));
    }

    [Test]
    public void OptionsRefuseWhatIsOutOfRange()
    {
        Assert.That(() => new EvaluationOptions { RelevanceLevel = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("1 or more"));
        Assert.That(() => new EvaluationOptions { Ties = (TieRule)9 }, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new EvaluationOptions { Precision = (ScorePrecision)9 }, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void AMetricOfYourOwnIsEvaluatedLikeTheOthers()
    {
        Assert.That(Evaluator.Evaluate(Judged, Answer, [new Constant("mine", 0.25), "rr"])["rr"], Is.EqualTo(0.75));
        Assert.That(Evaluator.Evaluate(Judged, Answer, [new Constant("mine", 0.25)])[new Constant("mine", 0)], Is.EqualTo(0.25));
        Assert.That(() => Evaluator.Evaluate(Judged, Answer, [new Constant("mine", double.NaN)]), Throws.InvalidOperationException.With.Message.Contains("'mine'").And.Message.Contains("'q1'"));
    }

    [Test]
    public void TrecEvalFormatRoundsHalvesToEvenAsC()
    {
        EvaluationResult result = Evaluator.Evaluate(Judged, Answer, [new Constant("a", 0.03125), new Constant("b", 0.09375), new Constant("c", 0.28127), "num_ret"]);

        Assert.That(
            result.ToTrecEvalFormat(),
            Is.EqualTo($"{"a",-22}\tall\t0.0312\n{"b",-22}\tall\t0.0938\n{"c",-22}\tall\t0.2813\n{"num_ret",-22}\tall\t3\n"));
    }

    [Test]
    public void ManyThreadsMayEvaluateAtOnce()
    {
        Qrels qrels = QrelsFile.Read(TestData.Path("trec_eval", "dl19-bm25", "qrels.txt"));
        Run run = RunFile.Read(TestData.Path("trec_eval", "dl19-bm25", "run.txt"));
        double[] values = new double[16];

        Parallel.For(0, values.Length, i => values[i] = Evaluator.Evaluate(qrels, run, ["ndcg@10"])["ndcg@10"]);

        Assert.That(values, Is.All.EqualTo(values[0]).And.All.EqualTo(0.5058).Within(0.0001));
    }

    private sealed class Constant(string name, double value) : RankingMetric(name)
    {
        public override double Compute(JudgedRanking ranking) => value;
    }
}
