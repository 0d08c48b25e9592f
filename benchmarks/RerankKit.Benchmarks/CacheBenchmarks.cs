using BenchmarkDotNet.Attributes;

namespace RerankKit.Benchmarks;

/// <summary>What the score cache costs around a reranker that does nothing, on passages of 120 words.</summary>
public class CacheBenchmarks
{
    private const string Query = "how do I rotate the signing key of a webhook endpoint";
    private readonly RerankOptions _cold = new() { Scope = "cold" };
    private RerankCandidate[] _candidates = [];
    private CachingReranker _warm = null!;
    private CachingReranker _warmWithInvalidations = null!;
    private CachingReranker _missing = null!;

    [Params(100, 1_000, 10_000)]
    public int Candidates { get; set; }

    [GlobalSetup]
    public async Task SetUp()
    {
        RerankCandidate[] passages = ZipfPassages.Create("english", Candidates, words: 120, Query);
        _candidates = [.. passages.Select((candidate, i) => candidate with { Score = 30.0 - (20.0 * i / Candidates) })];
        _warm = new CachingReranker(new PassThroughReranker());
        _warmWithInvalidations = new CachingReranker(new PassThroughReranker());
        await _warmWithInvalidations.InvalidateAsync(_candidates[^1].Id!);
        await _warm.RerankAsync(Query, _candidates);
        await _warmWithInvalidations.RerankAsync(Query, _candidates);
        _missing = new CachingReranker(new PassThroughReranker());
    }

    /// <summary>Every pair is in memory.</summary>
    [Benchmark(Baseline = true)]
    public Task<RerankResponse> FullHit() => _warm.RerankAsync(Query, _candidates);

    /// <summary>The same while some id is invalidated, so that every id is looked up.</summary>
    [Benchmark]
    public Task<RerankResponse> FullHitWithInvalidations() => _warmWithInvalidations.RerankAsync(Query, _candidates);

    /// <summary>No pair is in memory: looked up, called inward, stored.</summary>
    [Benchmark]
    public Task<RerankResponse> FullMiss()
    {
        _missing.ClearMemory();
        return _missing.RerankAsync(Query, _candidates, _cold);
    }
}
