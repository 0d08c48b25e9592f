namespace RerankKit.Evaluation.Tests.Fusion;

[TestFixture]
public sealed class RunFusionTests
{
    [Test]
    public void EveryQueryOfEveryRunIsFused()
    {
        var first = new Run("first");
        first.Add("q1", [new("a", 1), new("b", 2)]);
        var second = new Run("second");
        second.Add("q2", [new("c", 1)]);
        second.Add("q1", [new("b", 5)]);

        Run fused = RunFusion.Fuse([first, second], name: "rrf");

        Assert.That((fused.Name, string.Join(' ', fused.QueryIds)), Is.EqualTo(("rrf", "q1 q2")));
        Assert.That(fused["q1"], Is.EqualTo(new ScoredDocument[] { new("b", 2 / 61.0), new("a", 1 / 62.0) }), "by score, not as they stand in the run");
        Assert.That(fused["q2"], Is.EqualTo(new ScoredDocument[] { new("c", 1 / 61.0) }));
    }

    [Test]
    public void EqualScoresOfARunKeepItsOrderUnlessATieRuleIsNamed()
    {
        var run = new Run("run");
        run.Add("q", [new("a", 1), new("b", 1)]);

        Assert.That(RunFusion.Fuse([run])["q"][0].Id, Is.EqualTo("a"), "as they stand in the run");
        Assert.That(RunFusion.Fuse([run], ties: TieRule.TrecEval)["q"][0].Id, Is.EqualTo("b"), "by id, descending");
        Assert.That(() => RunFusion.Fuse([run], ties: TieRule.Optimistic), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void ScoresThatOnlyDoublesTellApartAreNoTieAndTiesFollowTheRankColumn()
    {
        Run run = TextFile.Run("q Q0 c 3 9.5 t\nq Q0 e 5 9.5 t\nq Q0 d 4 9.5 t\nq Q0 a 1 10.553198804 t\nq Q0 b 2 10.553197861 t\n");
        Run other = TextFile.Run("q Q0 z 1 1 t\n");

        Run fused = RunFusion.Fuse([run, other]);

        Assert.That(fused["q"].Select(document => document.Id), Is.EqualTo(["a", "z", "b", "c", "d", "e"]));
    }

    [Test]
    public void AFusedRunThatWasWrittenAndReadIsInTheSameOrder()
    {
        Run fused = RunFusion.Fuse([TextFile.Run("q Q0 a 1 2 t\nq Q0 b 2 1 t\n"), TextFile.Run("q Q0 y 1 2 t\nq Q0 x 2 1 t\n")]);
        using var file = new MemoryStream();
        RunFile.Write(fused, file);
        file.Position = 0;

        Run read = RunFile.Read(file);

        Assert.That(read.GetRanking("q"), Is.EqualTo(fused["q"]));
        Assert.That(read.GetRanking("q").Select(document => document.Id), Is.EqualTo(["a", "y", "b", "x"]));
    }

    [Test]
    public void MissingRunsAreRefused() => Assert.That(() => RunFusion.Fuse(null!), Throws.ArgumentNullException);

    [Test]
    public void RrfOfTheTrecRunsBeatsEachOfTheTwoWeaker()
    {
        Qrels qrels = QrelsFile.Read(TestData.Path("ir", "msmarco-dl19", "qrels.tsv"));
        Run[] runs = [.. new[] { "bm25", "bm25_rm3" }.Select(name => RunFile.Read(TestData.Path("ir", "msmarco-dl19", $"run.{name}.trec")))];
        Run[] all = [.. runs, RunFile.Read(TestData.Path("ir", "msmarco-dl19", "run.tasb.trec"))];

        double fused = Evaluator.Evaluate(qrels, RunFusion.Fuse(all), ["ndcg@10"])["ndcg@10"];

        foreach (Run run in runs)
        {
            Assert.That(fused, Is.GreaterThan(Evaluator.Evaluate(qrels, run, ["ndcg@10"])["ndcg@10"]), run.Name);
        }
    }
}
