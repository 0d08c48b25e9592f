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
    public void EqualScoresOfARunAreRankedByTheTieRule()
    {
        var run = new Run("run");
        run.Add("q", [new("a", 1), new("b", 1)]);

        Assert.That(RunFusion.Fuse([run])["q"][0].Id, Is.EqualTo("b"), "trec_eval: by id, descending");
        Assert.That(RunFusion.Fuse([run], ties: TieRule.InputOrder)["q"][0].Id, Is.EqualTo("a"));
        Assert.That(() => RunFusion.Fuse([run], ties: TieRule.Optimistic), Throws.InstanceOf<ArgumentOutOfRangeException>());
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
