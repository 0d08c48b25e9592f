using BenchmarkDotNet.Attributes;

namespace RerankKit.Benchmarks;

/// <summary>What text outside ASCII costs: a hundred passages of 120 words with umlauts, in Cyrillic, in Han characters.</summary>
[MemoryDiagnoser]
public class LexicalScriptBenchmarks
{
    private readonly LexicalReranker _reranker = new();
    private RerankCandidate[] _candidates = null!;

    /// <summary>What the passages are written in. A word of the Chinese ones has as many characters as one of the others, and as many terms.</summary>
    [Params("english", "german", "russian", "chinese")]
    public string Language { get; set; } = "english";

    [GlobalSetup]
    public void Setup() =>
        _candidates = ZipfPassages.Create(Language, 100, LexicalBenchmarks.WordsPerPassage, LexicalBenchmarks.Query);

    [Benchmark]
    public RerankResponse Rerank() => _reranker.RerankAsync(LexicalBenchmarks.Query, _candidates).GetAwaiter().GetResult();
}
