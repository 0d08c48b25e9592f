using BenchmarkDotNet.Attributes;

namespace RerankKit.Benchmarks;

/// <summary>Lexical reranking of passages of 120 words, from a vocabulary whose words are as unevenly frequent as real ones.</summary>
[MemoryDiagnoser]
public class LexicalBenchmarks
{
    private const int WordsPerPassage = 120;
    private const string Query = "how is the signing key of a webhook rotated without downtime";
    private readonly RerankOptions _top10 = new() { TopN = 10 };
    private readonly LexicalReranker _reranker = new();
    private LexicalReranker _withStatistics = null!;
    private RerankCandidate[] _candidates = null!;

    /// <summary>How many candidates a call has.</summary>
    [Params(10, 100, 1_000, 10_000)]
    public int Candidates { get; set; }

    /// <summary>What the passages are written in.</summary>
    [Params("english", "german", "russian", "chinese")]
    public string Language { get; set; } = "english";

    [GlobalSetup]
    public void Setup()
    {
        _candidates = ZipfPassages.Create(Language, Candidates, WordsPerPassage, Query);
        _withStatistics = new(new() { Statistics = LexicalCorpusStatistics.Build(_candidates.Select(candidate => candidate.Text)) });
    }

    [Benchmark(Baseline = true)]
    public RerankResponse Rerank() => _reranker.RerankAsync(Query, _candidates).GetAwaiter().GetResult();

    [Benchmark]
    public RerankResponse RerankTop10() => _reranker.RerankAsync(Query, _candidates, _top10).GetAwaiter().GetResult();

    [Benchmark]
    public RerankResponse RerankWithCorpusStatistics() => _withStatistics.RerankAsync(Query, _candidates).GetAwaiter().GetResult();
}
