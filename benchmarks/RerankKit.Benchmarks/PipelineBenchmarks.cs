using BenchmarkDotNet.Attributes;

namespace RerankKit.Benchmarks;

/// <summary>What the decorators cost by themselves, around a reranker that does nothing.</summary>
public class PipelineBenchmarks
{
    private RerankCandidate[] _candidates = [];
    private IReranker _none = null!;
    private IReranker _cap = null!;
    private IReranker _gate = null!;
    private IReranker _blend = null!;
    private IReranker _standard = null!;
    private IReranker _standardWithoutCache = null!;

    [Params(100, 1_000, 10_000)]
    public int Candidates { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _candidates = PassageSource.Candidates(Candidates);
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
    public Task<RerankResponse> NoPipeline() => _none.RerankAsync(PassageSource.Query, _candidates);

    [Benchmark]
    public Task<RerankResponse> CandidateCap() => _cap.RerankAsync(PassageSource.Query, _candidates);

    [Benchmark]
    public Task<RerankResponse> ScoreGapGate() => _gate.RerankAsync(PassageSource.Query, _candidates);

    [Benchmark]
    public Task<RerankResponse> Blend() => _blend.RerankAsync(PassageSource.Query, _candidates);

    /// <summary>All stages of the standard pipeline; from the second call on every pair comes from the cache.</summary>
    [Benchmark]
    public Task<RerankResponse> StandardPipeline() => _standard.RerankAsync(PassageSource.Query, _candidates);

    /// <summary>The standard pipeline without its cache, so that the inner reranker is called every time.</summary>
    [Benchmark]
    public Task<RerankResponse> StandardPipelineWithoutCache() => _standardWithoutCache.RerankAsync(PassageSource.Query, _candidates);
}
