namespace RerankKit.Evaluation.Tests.Fusion;

[TestFixture]
public sealed class FusionTunerTests
{
    private const int QueryCount = 40;

    [Test]
    public void ARunThatIsAlwaysRightGetsTheWeightAgainstNoise()
    {
        (Qrels qrels, Run right, Run[] noise) = Collection(1);

        FusionTuning tuning = FusionTuner.Tune(qrels, [noise[0], right], "ndcg@10");

        Assert.That(tuning.Weights[1], Is.GreaterThan(0.5));
        Assert.That(tuning.Test.Mean, Is.EqualTo(1).Within(1e-12));
        Assert.That(tuning.EqualWeights.Mean, Is.LessThan(0.99));
        Assert.That(tuning.Significance.PValue, Is.LessThan(0.01));
        Assert.That(tuning.Significance.T, Is.Positive);
        Assert.That(tuning.RunNames, Is.EqualTo(new[] { "noise 0", "right" }));
    }

    [Test]
    public void TheWeightsAreTheBestOfTheWholeGrid([Values(FusionMethod.ConvexCombination, FusionMethod.Rrf, FusionMethod.CombMnz)] FusionMethod method)
    {
        (Qrels qrels, Run[] runs) = HalfRightRuns();
        var fusion = new RankFusionOptions { Method = method };

        FusionTuning tuning = FusionTuner.Tune(qrels, runs, "ndcg@5", new() { Fusion = fusion, Steps = 6 });

        double best = Score(qrels, runs, fusion, [1, 1, 1]);
        for (int a = 0; a <= 6; a++)
        {
            for (int b = 0; a + b <= 6; b++)
            {
                best = Math.Max(best, Score(qrels, runs, fusion, [a, b, 6 - a - b]));
            }
        }

        Assert.That(Score(qrels, runs, fusion, tuning.Weights), Is.EqualTo(best).Within(1e-12));
        Assert.That(best, Is.GreaterThan(Score(qrels, runs, fusion, [1, 1, 1])), "the test would show nothing");
        Assert.That(tuning.Weights.Sum(), Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void EveryFoldIsJudgedByWeightsChosenWithoutIt()
    {
        (Qrels qrels, Run[] runs) = HalfRightRuns();
        var options = new FusionTunerOptions { Folds = 4, Steps = 5 };

        FusionTuning tuning = FusionTuner.Tune(qrels, runs, "ndcg@5", options);

        Assert.That(tuning.Folds.SelectMany(fold => fold.TestQueryIds), Is.EquivalentTo(qrels.QueryIds));
        Assert.That(tuning.Folds.Select(fold => fold.TestQueryIds.Count), Is.All.EqualTo(QueryCount / 4));
        foreach (FusionFold fold in tuning.Folds)
        {
            string[] train = [.. qrels.QueryIds.Except(fold.TestQueryIds)];
            Assert.That(fold.Test, Is.EqualTo(Score(qrels, runs, options.Fusion, fold.Weights, fold.TestQueryIds)).Within(1e-12));
            Assert.That(fold.Train, Is.EqualTo(Score(qrels, runs, options.Fusion, fold.Weights, train)).Within(1e-12));
            Assert.That(fold.EqualWeights, Is.EqualTo(Score(qrels, runs, options.Fusion, [1, 1, 1], fold.TestQueryIds)).Within(1e-12));
            Assert.That(fold.Train, Is.GreaterThanOrEqualTo(Score(qrels, runs, options.Fusion, [1, 1, 1], train) - 1e-12));
        }

        double[] tests = [.. tuning.Folds.Select(fold => fold.Test)];
        double mean = tests.Average();
        Assert.That(tuning.Test.Mean, Is.EqualTo(mean).Within(1e-12));
        Assert.That(tuning.Test.StandardDeviation, Is.EqualTo(Math.Sqrt(tests.Sum(value => Math.Pow(value - mean, 2)) / 3)).Within(1e-12));
        Assert.That(tuning.WeightSpread.Sum(spread => spread.Mean), Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void EqualScoresOfARunKeepItsOrder()
    {
        var qrels = new Qrels();
        var run = new Run("tied");
        for (int query = 0; query < 10; query++)
        {
            qrels.Add($"q{query}", "a", 1);
            run.Add($"q{query}", [new("a", 1), new("z", 1)]);
        }

        FusionTuning tuning = FusionTuner.Tune(qrels, [run, run], "rr@1", new() { Fusion = new() { Method = FusionMethod.Rrf } });

        Assert.That(tuning.EqualWeights.Mean, Is.EqualTo(1), "by id, descending, z would lead");
    }

    [Test]
    public void WhereWeightsMakeNoDifferenceTheyStayEqual()
    {
        (Qrels qrels, Run right, _) = Collection(0);

        FusionTuning tuning = FusionTuner.Tune(qrels, [right, right, right], "map");

        Assert.That(tuning.Weights, Is.All.EqualTo(1 / 3.0));
        Assert.That(tuning.Folds.SelectMany(fold => fold.Weights), Is.All.EqualTo(1 / 3.0));
        Assert.That((tuning.Significance.PValue, tuning.Test), Is.EqualTo((1.0, tuning.EqualWeights)));
    }

    [Test]
    public void ManyRunsAreTunedByMovingWeightBetweenThem()
    {
        (Qrels qrels, Run right, Run[] noise) = Collection(5);

        FusionTuning tuning = FusionTuner.Tune(qrels, [.. noise, right], "ndcg@10", new() { Folds = 2 });

        Assert.That(tuning.Test.Mean, Is.GreaterThan(0.98));
        Assert.That(tuning.Weights[^1], Is.EqualTo(tuning.Weights.Max()));
        Assert.That(tuning.EqualWeights.Mean, Is.LessThan(0.9));
    }

    [Test]
    public void MovingWeightFindsWhatTheGridFinds()
    {
        (Qrels qrels, Run[] runs) = HalfRightRuns();

        FusionTuning grid = FusionTuner.Tune(qrels, runs, "map", new() { Steps = 4 });
        FusionTuning moves = FusionTuner.Tune(qrels, runs, "map", new() { Steps = 4, MaxGridSize = 1 });

        Assert.That(Score(qrels, runs, new() { Method = FusionMethod.ConvexCombination }, moves.Weights, metric: "map"),
            Is.EqualTo(Score(qrels, runs, new() { Method = FusionMethod.ConvexCombination }, grid.Weights, metric: "map")).Within(1e-12));
    }

    [Test]
    public void AMetricThatShouldBeLowIsLowered()
    {
        (Qrels qrels, Run right, Run[] noise) = Collection(1);
        FusionTuning tuning = FusionTuner.Tune(qrels, [right, noise[0]], "unjudged@3");
        Assert.That(tuning.Test.Mean, Is.LessThan(tuning.EqualWeights.Mean));
    }

    [Test]
    public void TheSameSeedGivesTheSameFolds()
    {
        (Qrels qrels, Run[] runs) = HalfRightRuns();

        FusionTuning first = FusionTuner.Tune(qrels, runs, "ndcg@5", new() { Steps = 3 });
        FusionTuning again = FusionTuner.Tune(qrels, runs, "ndcg@5", new() { Steps = 3 });
        FusionTuning other = FusionTuner.Tune(qrels, runs, "ndcg@5", new() { Steps = 3, Seed = 7 });

        Assert.That(again.ToString(), Is.EqualTo(first.ToString()));
        Assert.That(again.Folds.Select(fold => string.Join(' ', fold.TestQueryIds)), Is.EqualTo(first.Folds.Select(fold => string.Join(' ', fold.TestQueryIds))));
        Assert.That(other.Folds[0].TestQueryIds, Is.Not.EqualTo(first.Folds[0].TestQueryIds));
    }

    [Test]
    public void WhatCannotBeTunedIsRefused()
    {
        (Qrels qrels, Run right, Run[] noise) = Collection(1);
        Run[] runs = [right, noise[0]];
        Assert.That(() => FusionTuner.Tune(qrels, [right], "map"), Throws.ArgumentException.With.Message.Contains("two or more"));
        Assert.That(
            () => FusionTuner.Tune(qrels, runs, "map", new() { Fusion = new() { Weights = [1, 2] } }),
            Throws.ArgumentException.With.Message.Contains("set already"));
        Assert.That(
            () => FusionTuner.Tune(qrels, runs, "map", new() { Fusion = new() { Method = FusionMethod.CombMax } }),
            Throws.ArgumentException.With.Message.Contains("CombMax takes no weights"));
        Assert.That(
            () => FusionTuner.Tune(qrels, runs, "map", new() { Folds = QueryCount + 1 }),
            Throws.ArgumentException.With.Message.Contains("40 judged queries cannot be divided into 41 folds"));
        Assert.That(() => FusionTuner.Tune(qrels, runs, "map", null, new(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void OptionsOutOfRangeAreRefused()
    {
        Assert.That(() => new FusionTunerOptions { Folds = 1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new FusionTunerOptions { Steps = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new FusionTunerOptions { Steps = 1_001 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new FusionTunerOptions { MaxGridSize = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new FusionTunerOptions { Fusion = null! }, Throws.ArgumentNullException);
        Assert.That(() => new FusionTunerOptions { Evaluation = null! }, Throws.ArgumentNullException);
    }

    [Test]
    public void OnTheTrecRunsTheLexicalOneWeighsLeast()
    {
        Qrels qrels = QrelsFile.Read(TestData.Path("ir", "msmarco-dl19", "qrels.tsv"));
        Run[] runs = [.. new[] { "bm25", "tasb", "splade" }.Select(name => RunFile.Read(TestData.Path("ir", "msmarco-dl19", $"run.{name}.trec")))];

        FusionTuning tuning = FusionTuner.Tune(qrels, runs, "ndcg@10");

        TestContext.Out.WriteLine(tuning);
        Assert.That(tuning.Folds.Sum(fold => fold.TestQueryIds.Count), Is.EqualTo(43));
        Assert.That(tuning.Weights[0], Is.LessThan(tuning.Weights[1]).And.LessThan(tuning.Weights[2]));
        Assert.That(tuning.Train.Mean, Is.GreaterThan(tuning.EqualWeights.Mean));
        Assert.That(tuning.Test.Mean, Is.GreaterThan(runs.Max(run => Evaluator.Evaluate(qrels, run, ["ndcg@10"])["ndcg@10"])), "better than any single run");
    }

    private static double Score(
        Qrels qrels, Run[] runs, RankFusionOptions fusion, IReadOnlyList<double> weights, IReadOnlyList<string>? queryIds = null, string metric = "ndcg@5")
    {
        RankFusionOptions weighted = fusion.Clone();
        weighted.Weights = weights;
        EvaluationResult result = Evaluator.Evaluate(qrels, RunFusion.Fuse(runs, weighted), [metric]);
        return (queryIds ?? result.QueryIds).Average(id => result[metric, id]);
    }

    // Each query has three relevant documents. The right run ranks them first; noise ranks 20 documents at random, the relevant among them.
    private static (Qrels Qrels, Run Right, Run[] Noise) Collection(int noiseCount)
    {
        var random = new Random(11);
        var qrels = new Qrels();
        var right = new Run("right");
        Run[] noise = [.. Enumerable.Range(0, noiseCount).Select(i => new Run($"noise {i}"))];
        for (int query = 0; query < QueryCount; query++)
        {
            string[] documents = [.. Enumerable.Range(0, 20).Select(i => $"d{i}")];
            for (int i = 0; i < 3; i++)
            {
                qrels.Add($"q{query}", documents[i], 3 - i);
            }

            right.AddRanking($"q{query}", documents);
            foreach (Run run in noise)
            {
                run.AddRanking($"q{query}", documents.OrderBy(_ => random.Next()).ToArray());
            }
        }

        return (qrels, right, noise);
    }

    // Three runs that push relevant documents up with different force.
    private static (Qrels Qrels, Run[] Runs) HalfRightRuns()
    {
        var random = new Random(5);
        var qrels = new Qrels();
        Run[] runs = [new("weak"), new("strong"), new("middling")];
        double[] forces = [0.05, 0.6, 0.3];
        for (int query = 0; query < QueryCount; query++)
        {
            for (int i = 0; i < 4; i++)
            {
                qrels.Add($"q{query}", $"d{i}", 1 + (i % 2));
            }

            for (int i = 0; i < runs.Length; i++)
            {
                runs[i].Add($"q{query}", Enumerable.Range(0, 25).Select(d => new ScoredDocument($"d{d}", random.NextDouble() + (d < 4 ? forces[i] : 0))).ToArray());
            }
        }

        return (qrels, runs);
    }
}
