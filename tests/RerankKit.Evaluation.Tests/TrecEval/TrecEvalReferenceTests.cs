using System.Globalization;

namespace RerankKit.Evaluation.Tests.TrecEval;

/// <summary>Every value of the reference, per query and overall: the pair beside this file, and those of the shared data.</summary>
[TestFixture]
public sealed class TrecEvalReferenceTests
{
    private const double Tolerance = 2e-10;

    private static readonly string[] Pairs =
        ["nist-test", "cranfield-bm25", "nfcorpus-bm25", "dl19-bm25", "dl19-splade", "cisi-ties", "edge-cases", "random-ties", "graded-with-ties"];

    [Test]
    public void Version9ValuesAreReproducedInSinglePrecision([ValueSource(nameof(Pairs))] string pair) =>
        Check(pair, "expected.v9.tsv", new() { Precision = ScorePrecision.Bits32 });

    [Test]
    public void Version10ValuesAreReproducedInDoublePrecision([ValueSource(nameof(Pairs))] string pair)
    {
        // Where the versions do not differ there is one file only.
        if (File.Exists(Path.Combine(Folder(pair), "expected-complete.v10.tsv")))
        {
            Check(pair, "expected-complete.v10.tsv", new() { IsComplete = true });
        }
        else
        {
            Check(pair, "expected.v9.tsv", new());
        }
    }

    [Test]
    public void CompleteMeansAreReproduced([ValueSource(nameof(Pairs))] string pair) =>
        Check(pair, "expected-complete.v9.tsv", new() { Precision = ScorePrecision.Bits32, IsComplete = true });

    [TestCase("nist-test")]
    [TestCase("cranfield-bm25")]
    [TestCase("nfcorpus-bm25")]
    [TestCase("dl19-bm25")]
    [TestCase("dl19-splade")]
    [TestCase("edge-cases")]
    [TestCase("random-ties")]
    [TestCase("graded-with-ties")]
    public void RelevanceLevelTwoIsReproduced(string pair) =>
        Check(pair, "expected-level2.v9.tsv", new() { Precision = ScorePrecision.Bits32, RelevanceLevel = 2 });

    [Test]
    public void ALevelInTheMetricIsTheLevelOfTheEvaluation()
    {
        (Qrels qrels, Run run) = Read("dl19-bm25");
        EvaluationResult byName = Evaluator.Evaluate(qrels, run, ["map(rel=2)", "rr@10(rel=2)", "recall@100(rel=2)"]);
        EvaluationResult byOption = Evaluator.Evaluate(qrels, run, ["map", "rr@10", "recall@100"], new() { RelevanceLevel = 2 });

        Assert.That(byName["map(rel=2)"], Is.EqualTo(byOption["map"]));
        Assert.That(byName["rr@10(rel=2)"], Is.EqualTo(byOption["rr@10"]));
        Assert.That(byName["recall@100(rel=2)"], Is.EqualTo(byOption["recall@100"]));
    }

    [TestCase("official-plain.txt")]
    [TestCase("official-a.txt")]
    [TestCase("official-aq.txt")]
    public void OfficialOutputOfTheRepositoryIsReproducedToTheCharacter(string file)
    {
        string[] others =
        [
            "runid", "gm_map", "gm_bpref", "iprec_at_recall", "relstring", "infAP", "Rprec_mult", "utility", "11pt_avg", "binG", "G", "ndcg_rel",
            "Rndcg", "relative_P", "set_P", "set_relative_P", "set_map", "set_F", "num_nonrel_judged_ret", "rbp_resid",
        ];
        (Qrels qrels, Run run) = Read("nist-test");
        string[] lines =
        [
            .. File.ReadLines(TestData.Path("trec_eval", "nist-test", file))
                .Where(line => !others.Any(other => line.StartsWith(other + "_", StringComparison.Ordinal) || line.StartsWith(other + " ", StringComparison.Ordinal))),
        ];
        RankingMetric[] metrics = [.. lines.Select(line => line[..line.IndexOf(' ', StringComparison.Ordinal)]).Distinct(StringComparer.Ordinal).Select(RankingMetric.Parse)];
        bool isPerQuery = file == "official-aq.txt";

        string text = Evaluator.Evaluate(qrels, run, metrics).ToTrecEvalFormat(isPerQuery);

        // relative_P is theirs; P of the same name starts otherwise.
        Assert.That(metrics, Has.Length.GreaterThanOrEqualTo(17));
        Assert.That(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EquivalentTo(lines));
    }

    [TestCase("run.bm25.trec", 0.5058)]
    [TestCase("run.bm25_rm3.trec", 0.5216)]
    [TestCase("run.tasb.trec", 0.7210)]
    [TestCase("run.splade.trec", 0.7308)]
    [TestCase("run.ada2.trec", 0.7035)]
    [TestCase("bm25.run", 0.4285)]
    public void DeepLearning2019RunsHaveTheirPublishedNdcg(string file, double expected)
    {
        Qrels qrels = QrelsFile.Read(TestData.Path("ir", "msmarco-dl19", "qrels.tsv"));
        Run run = RunFile.Read(TestData.Path("ir", "msmarco-dl19", file));

        EvaluationResult result = Evaluator.Evaluate(qrels, run, ["ndcg@10"], new() { IsComplete = true });

        Assert.That(result["ndcg@10"], Is.EqualTo(expected).Within(0.00005));
        Assert.That(result.QueryIds, Has.Count.EqualTo(43));
    }

    private static (Qrels Qrels, Run Run) Read(string pair) =>
        (QrelsFile.Read(Path.Combine(Folder(pair), "qrels.txt")), RunFile.Read(Path.Combine(Folder(pair), "run.txt")));

    private static string Folder(string pair)
    {
        string folder = TestData.Repository("tests", "RerankKit.Evaluation.Tests", "TrecEval", "References", pair);
        return Directory.Exists(folder) ? folder : TestData.Path("trec_eval", pair);
    }

    private static void Check(string pair, string file, EvaluationOptions options)
    {
        (Qrels qrels, Run run) = Read(pair);
        string[][] rows = [.. File.ReadLines(Path.Combine(Folder(pair), file)).Where(line => !line.StartsWith("query\t", StringComparison.Ordinal)).Select(line => line.Split('\t'))];
        RankingMetric[] metrics = [.. rows.Select(row => row[1]).Distinct(StringComparer.Ordinal).Select(RankingMetric.Parse)];
        EvaluationResult result = Evaluator.Evaluate(qrels, run, metrics, options);
        string[] queries = [.. rows.Select(row => row[0]).Where(id => id != "all").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

        if (queries.Length > 0)
        {
            Assert.That(result.QueryIds.Order(StringComparer.Ordinal), Is.EqualTo(queries));
        }

        Assert.That(rows, Has.Length.GreaterThan(25));
        Assert.Multiple(() =>
        {
            foreach (string[] row in rows)
            {
                RankingMetric metric = row[1];
                double actual = row[0] == "all" ? result[metric] : result[metric, row[0]];
                Assert.That(actual, Is.EqualTo(double.Parse(row[2], CultureInfo.InvariantCulture)).Within(Tolerance), () => $"{row[0]} {row[1]}");
            }
        });
    }
}
