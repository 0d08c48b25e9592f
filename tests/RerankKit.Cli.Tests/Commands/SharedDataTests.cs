using RerankKit.Evaluation;

namespace RerankKit.Cli.Tests.Commands;

/// <summary>The tool on real collections, against values of the reference tools.</summary>
public sealed class SharedDataTests : FileTests
{
    private static readonly string[] FusedRuns = ["bm25", "tasb", "splade"];

    [TestCase("msmarco-dl19", "bm25.run", 0.4285, 0.2721, 0.4599)]
    [TestCase("msmarco-dl19", "run.ada2.trec", 0.7035, 0.4004, 0.5256)]
    [TestCase("msmarco-dl19", "run.bm25.trec", 0.5058, 0.2993, 0.4531)]
    [TestCase("msmarco-dl19", "run.bm25_rm3.trec", 0.5216, 0.3402, 0.4821)]
    [TestCase("msmarco-dl19", "run.splade.trec", 0.7308, 0.4382, 0.5549)]
    [TestCase("msmarco-dl19", "run.tasb.trec", 0.7210, 0.3953, 0.5158)]
    [TestCase("cranfield", "bm25.run", 0.3281, 0.2576, 0.6852)]
    [TestCase("nfcorpus", "bm25.run", 0.3045, null, null)]
    [TestCase("xquad-zh", "bm25.run", 0.9669, null, null)]
    public async Task EvalGivesTheValuesOfTrecEval(string collection, string run, double ndcg, double? map, double? recall)
    {
        ToolRun tool = (await ToolRun.Of(
            "eval", "--qrels", TestData.Path("ir", collection, "qrels.tsv"), "--run", TestData.Path("ir", collection, run), "--complete", "--json")).Succeeded();
        System.Text.Json.JsonElement metrics = tool.OnlyRun.GetProperty("metrics");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(metrics.GetProperty("ndcg@10").GetDouble(), Is.EqualTo(ndcg).Within(0.00005));
            Assert.That(metrics.GetProperty("map").GetDouble(), map is null ? Is.GreaterThan(0) : Is.EqualTo(map).Within(0.00005));
            Assert.That(metrics.GetProperty("recall@100").GetDouble(), recall is null ? Is.GreaterThan(0) : Is.EqualTo(recall).Within(0.00005));
        }
    }

    [Test]
    public async Task FusionOfThreeRealRunsIsTheSumOfReciprocalRanks()
    {
        string[] paths = Array.ConvertAll(FusedRuns, name => TestData.Path("ir", "msmarco-dl19", $"run.{name}.trec"));
        (await ToolRun.Of(["fuse", "--method", "rrf", "--k", "60", "--output", Files["rrf.run"], .. paths])).Succeeded();
        Run fused = RunFile.Read(Files["rrf.run"]);
        Run[] runs = Array.ConvertAll(paths, path => RunFile.Read(path));
        foreach (string queryId in runs[0].QueryIds)
        {
            var expected = new Dictionary<string, double>(StringComparer.Ordinal);
            foreach (Run run in runs)
            {
                int rank = 0;
                foreach (ScoredDocument document in run[queryId].OrderByDescending(document => document.Score))
                {
                    expected[document.Id] = expected.GetValueOrDefault(document.Id) + (1.0 / (60 + ++rank));
                }
            }

            Assert.That(fused[queryId].ToDictionary(document => document.Id, document => document.Score), Is.EqualTo(expected).Within(1e-15), queryId);
        }

        ToolRun tool = (await ToolRun.Of("eval", "--qrels", TestData.Path("ir", "msmarco-dl19", "qrels.tsv"), "--run", Files["rrf.run"], "--metrics", "ndcg@10", "--json")).Succeeded();

        // Computed apart from this code base, in Python, with trec_eval's order of equal scores.
        Assert.That(tool.OnlyRun.GetProperty("metrics").GetProperty("ndcg@10").GetDouble(), Is.EqualTo(0.7262506050619084).Within(1e-12));
    }

    [Test]
    public async Task RerankingLosesNothingAndItsRunSaysItsOrder([Values("cranfield", "xquad-en")] string collection)
    {
        string first = TestData.Path("ir", collection, "bm25.run");
        string qrels = TestData.Path("ir", collection, "qrels.tsv");
        (await ToolRun.Of("rerank", "--dataset", TestData.Path("ir", collection), "--run", first, "--reranker", "lexical", "--corpus-statistics", "--depth", "100", "--output", Files["lexical.run"])).Succeeded();
        Run reranked = RunFile.Read(Files["lexical.run"]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(PoolComparison.Between(RunFile.Read(first), reranked).IsSame, Is.True);
            foreach (string queryId in reranked.QueryIds)
            {
                float[] scores = [.. reranked[queryId].Select(document => (float)document.Score)];
                Assert.That(scores, Is.Ordered.Descending.And.Unique, queryId);
            }
        }

        // The first stage is BM25 with the same constants over the same statistics, so that the reranker can only agree with it.
        ToolRun gate = await ToolRun.Of("gate", "--qrels", qrels, "--baseline", first, "--candidate", Files["lexical.run"], "--metric", "ndcg@10", "--max-drop", "0.0001", "--same-pool");
        Assert.That(gate.ExitCode, Is.Zero, gate.Output);
    }
}
