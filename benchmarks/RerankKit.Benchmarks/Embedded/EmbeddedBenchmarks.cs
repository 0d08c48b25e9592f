using BenchmarkDotNet.Attributes;
using RerankKit.Embedded;

namespace RerankKit.Benchmarks;

/// <summary>The embedded reranker over passages of 120 words, cut out of the Cranfield abstracts; BM25 over the same stands beside it, as a measure of the machine.</summary>
[MemoryDiagnoser]
public class EmbeddedBenchmarks
{
    private const int WordsPerPassage = 120;
    internal const string Query = "what similarity laws must be obeyed when constructing aeroelastic models of heated high speed aircraft";
    private readonly EmbeddedReranker _reranker = new();
    private readonly LexicalReranker _lexical = new();
    private EmbeddedReranker _keeping = null!;
    private RerankCandidate[] _candidates = null!;

    /// <summary>How many candidates a call has.</summary>
    [Params(100, 1_000, 10_000)]
    public int Candidates { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _candidates = Passages(Candidates);
        _keeping = new(new() { CachedTexts = 2 * Candidates });
    }

    [Benchmark(Baseline = true)]
    public RerankResponse Lexical() => _lexical.RerankAsync(Query, _candidates).GetAwaiter().GetResult();

    [Benchmark]
    public RerankResponse Rerank() => _reranker.RerankAsync(Query, _candidates).GetAwaiter().GetResult();

    /// <summary>The texts' tokens are kept from call to call.</summary>
    [Benchmark]
    public RerankResponse RerankKept() => _keeping.RerankAsync(Query, _candidates).GetAwaiter().GetResult();

    /// <summary>One behind the other out of all abstracts, each beginning where the last ended; after the end from the beginning again, some words later.</summary>
    internal static RerankCandidate[] Passages(int count)
    {
        string[] words = string.Join(' ', CranfieldAbstracts.Texts).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int perRound = words.Length / WordsPerPassage;
        return
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                int start = (i % perRound * WordsPerPassage) + (i / perRound * 17 % WordsPerPassage);
                return new RerankCandidate(string.Join(' ', words.AsSpan(start, Math.Min(WordsPerPassage, words.Length - start)))) { Id = $"{i}", Score = count - i };
            }),
        ];
    }
}
