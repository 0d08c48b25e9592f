using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;

namespace RerankKit.Benchmarks;

/// <summary>What the decorators cost by themselves, around a reranker that does nothing.</summary>
public class PipelineBenchmarks
{
    private const string Query = "how do I rotate the signing key of a webhook endpoint";
    private RerankCandidate[] _candidates = [];
    private PassThroughReranker _none = null!;
    private CandidateCapReranker _cap = null!;
    private ScoreGapGateReranker _gate = null!;
    private BlendReranker _blend = null!;
    private IReranker _standard = null!;
    private IReranker _standardWithoutCache = null!;

    [Params(100, 1_000, 10_000)]
    public int Candidates { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        RerankCandidate[] passages = ZipfPassages.Create("english", Candidates, words: 120, Query);
        _candidates = [.. passages.Select((candidate, i) => candidate with { Score = 30.0 - (20.0 * i / Candidates) })];
        _none = new PassThroughReranker();
        _cap = new CandidateCapReranker(new PassThroughReranker(), 50);
        _gate = new ScoreGapGateReranker(new PassThroughReranker(), new() { Threshold = 10 });
        _blend = new BlendReranker(new PassThroughReranker());
        _standard = new PassThroughReranker().AsBuilder().UseStandardPipeline(options => options.MaxCandidates = Candidates).Build();
        _standardWithoutCache = new PassThroughReranker().AsBuilder()
            .UseStandardPipeline(options => (options.MaxCandidates, options.Cache) = (Candidates, null))
            .Build();
    }

    [Benchmark(Baseline = true)]
    public Task<RerankResponse> NoPipeline() => _none.RerankAsync(Query, _candidates);

    [Benchmark]
    public Task<RerankResponse> CandidateCap() => _cap.RerankAsync(Query, _candidates);

    [Benchmark]
    public Task<RerankResponse> ScoreGapGate() => _gate.RerankAsync(Query, _candidates);

    [Benchmark]
    public Task<RerankResponse> Blend() => _blend.RerankAsync(Query, _candidates);

    /// <summary>All stages of the standard pipeline; from the second call on every pair comes from the cache.</summary>
    [Benchmark]
    public Task<RerankResponse> StandardPipeline() => _standard.RerankAsync(Query, _candidates);

    /// <summary>The standard pipeline without its cache, so that the inner reranker is called every time.</summary>
    [Benchmark]
    public Task<RerankResponse> StandardPipelineWithoutCache() => _standardWithoutCache.RerankAsync(Query, _candidates);
}
