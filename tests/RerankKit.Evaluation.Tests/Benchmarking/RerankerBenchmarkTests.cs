using RerankKit.Evaluation.Tests.Sweeping;

namespace RerankKit.Evaluation.Tests.Benchmarking;

public sealed class RerankerBenchmarkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private HashReranker _reranker = null!;

    [SetUp]
    public void SetUp()
    {
        _reranker = new(1, static (query, document) => document == "d" + query[1..] ? 1 : 0);
        _folder.Write("corpus.jsonl", string.Concat(Enumerable.Range(0, 30).Select(i => $$"""{"_id":"d{{i}}","title":"","text":"text {{i}}"}""" + "\n")));
        _folder.Write("queries.jsonl", string.Concat(Enumerable.Range(0, 12).Select(i => $$"""{"_id":"q{{i}}","text":"q{{i}}"}""" + "\n")));
        _folder.Write("qrels.tsv", "query-id\tcorpus-id\tscore\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"q{i}\td{i}\t1\n")));
    }

    public void Dispose() => _folder.Dispose();

    [TearDown]
    public void Close() => _reranker.Dispose();

    // The relevant document stands at place 6 of 20.
    private static Run FirstStage
    {
        get
        {
            var run = new Run("first");
            for (int i = 0; i < 12; i++)
            {
                run.AddRanking($"q{i}", [.. Enumerable.Range(12, 5).Select(d => $"d{d}"), $"d{i}", .. Enumerable.Range(17, 13).Select(d => $"d{d}"), "gone"]);
            }

            return run;
        }
    }

    [Test]
    public async Task EveryQueryIsOneCallOverTheFirstCandidatesOfTheRun()
    {
        RerankerBenchmarkResult result = await Measure(FirstStage, new() { Candidates = 8, WarmUpCalls = 2 });
        string[] eight = ["d12", "d13", "d14", "d15", "d16", "d17", "d18"];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Latency.QueryCount, Is.EqualTo(12));
            Assert.That(result.CandidatesPerCall, Is.EqualTo(8));
            Assert.That(_reranker.Asked, Has.Count.EqualTo((12 + 2) * 8), "two calls to warm up");
            Assert.That(_reranker.Asked.Where(asked => asked.Query == "q3").Select(asked => asked.Document).Distinct(), Is.EquivalentTo([.. eight, "d3"]));
            Assert.That(result.Latency.P95, Is.GreaterThanOrEqualTo(result.Latency.P50).And.Positive);
            Assert.That(result.Latency.PairsPerSecond, Is.EqualTo(1000 * 8 / result.Latency.Mean).Within(1e-6).Percent);
            Assert.That(result.PeakMemoryBytes, Is.GreaterThanOrEqualTo(0));
        }
    }

    [Test]
    public async Task QualityIsThatOfBothOrdersOnTheSameCandidates()
    {
        RerankerBenchmarkResult result = await Measure(FirstStage, new() { Candidates = 20 });

        // One relevant document: at place 6 before, first after, since what lifts it is more than all other scores.
        Assert.That(result.FirstStageNdcgAt10, Is.EqualTo(1 / Math.Log2(7)).Within(1e-12));
        Assert.That(result.NdcgAt10, Is.EqualTo(1).Within(1e-12));
        Assert.That(result.CandidatesPerCall, Is.EqualTo(19), "a document without a text is no candidate");
        Assert.That((await Measure(FirstStage, new() { Candidates = 5 })).NdcgAt10, Is.Zero, "what is not among the candidates cannot come up");
    }

    [Test]
    public async Task WithoutARunDocumentsAreDrawnAndThereIsNoQuality()
    {
        RerankerBenchmarkResult result = await Measure(null, new() { Candidates = 10, MaxQueries = 4, WarmUpCalls = 0 });
        Assert.That((result.Latency.QueryCount, result.CandidatesPerCall, result.NdcgAt10, result.FirstStageNdcgAt10), Is.EqualTo((4, 10.0, (double?)null, (double?)null)));
        Assert.That(_reranker.Asked, Has.Count.EqualTo(40).And.Unique, "no document twice in a call");
    }

    [Test]
    public async Task WithoutJudgementsThereIsNoQuality()
    {
        File.Delete(_folder["qrels.tsv"]);
        Assert.That((await Measure(FirstStage, new())).NdcgAt10, Is.Null);
        _folder.Write("qrels.tsv", "query-id\tcorpus-id\tscore\nother\td1\t1\n");
        Assert.That((await Measure(FirstStage, new())).NdcgAt10, Is.Null);
    }

    [Test]
    public async Task TokensAreThoseThatTheRerankerCounts()
    {
        Assert.That((await Measure(FirstStage, new())).TokensPerSecond, Is.Null);
        using var counting = new CountingReranker(_reranker);
        RerankerBenchmarkResult result = await RerankerBenchmark.MeasureAsync("counting", _ => Task.FromResult<IReranker>(counting), BeirDataset.Load(_folder.Root), FirstStage, new() { Candidates = 10 });
        Assert.That(result.TokensPerSecond, Is.EqualTo(7 * result.Latency.PairsPerSecond).Within(1e-6).Percent);
    }

    [Test]
    public async Task ARowHasAsManyCellsAsTheHead()
    {
        string row = (await Measure(FirstStage, new())).ToString();
        Assert.That(row.Count(c => c == '|'), Is.EqualTo(RerankerBenchmarkResult.Header.Split('\n')[0].Count(c => c == '|')));
        Assert.That(row, Does.StartWith("| hash | 12 | 19 | ").And.EndsWith(" | 1.0000 | 0.3562 |"));
    }

    [Test]
    public void ARunOfAnotherCollectionIsRefused()
    {
        var run = new Run("other");
        run.AddRanking("q1", ["elsewhere"]);
        Assert.That(() => Measure(run, new()), Throws.ArgumentException.With.Message.Contains("Give a run that was made from this collection"));
    }

    [Test]
    public void OptionsRefuseWhatIsOutOfRange()
    {
        var options = new RerankerBenchmarkOptions();
        Assert.That(() => options.Candidates = 0, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.MaxQueries = 0, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.WarmUpCalls = -1, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private Task<RerankerBenchmarkResult> Measure(Run? run, RerankerBenchmarkOptions options) =>
        RerankerBenchmark.MeasureAsync("hash", _ => Task.FromResult<IReranker>(_reranker), BeirDataset.Load(_folder.Root), run, options);

    /// <summary>Seven tokens a pair.</summary>
    private sealed class CountingReranker(IReranker inner) : DelegatingReranker(inner)
    {
        protected override async Task<RerankResponse> RerankCoreAsync(string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
        {
            RerankResponse response = await base.RerankCoreAsync(query, candidates, options, cancellationToken);
            return new(response.Results) { Usage = new() { InputTokenCount = 7 * candidates.Count } };
        }
    }
}
