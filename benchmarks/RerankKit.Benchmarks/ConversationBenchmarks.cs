using BenchmarkDotNet.Attributes;

namespace RerankKit.Benchmarks;

/// <summary>What a follow-up turn costs around a reranker that does nothing, on passages of 120 words.</summary>
public class ConversationBenchmarks
{
    private const string Query = "how do I rotate the signing key of a webhook endpoint";
    private const string FollowUp = "and how long is the signing key of a webhook valid";
    private readonly RerankOptions _turn = new() { ConversationId = "0f8fad5b-d9cb-469f-a165-70867728950e", Scope = "contoso" };
    private readonly RerankOptions _first = new() { ConversationId = "7c9e6679-7425-40de-944b-e07fc1f90ae7", Scope = "contoso" };
    private RerankCandidate[] _candidates = [];
    private RerankCandidate[] _shuffled = [];
    private ConversationReranker _kept = null!;
    private ConversationReranker _keptByWords = null!;
    private ConversationReranker _reranked = null!;

    [Params(100, 1_000)]
    public int Candidates { get; set; }

    [GlobalSetup]
    public async Task SetUp()
    {
        RerankCandidate[] passages = ZipfPassages.Create("english", Candidates, words: 120, Query);
        _candidates = [.. passages.Select((candidate, i) => candidate with { Score = 30.0 - (20.0 * i / Candidates) })];

        // Texts of their own: a first stage makes new ones for every turn.
        _shuffled = [.. _candidates.Select(candidate => candidate with { Text = new string(candidate.Text.AsSpan()), Id = candidate.Id is null ? null : new string(candidate.Id.AsSpan()) })];
        new Random(1).Shuffle(_shuffled);
        _kept = new ConversationReranker(new PassThroughReranker(), new() { MaxTurns = int.MaxValue, TimeToLive = TimeSpan.FromDays(1) });
        _keptByWords = new ConversationReranker(new PassThroughReranker(), new() { MaxTurns = int.MaxValue, TimeToLive = TimeSpan.FromDays(1), MinQueryOverlap = 0.2 });
        _reranked = new ConversationReranker(new PassThroughReranker());
        await _kept.RerankAsync(Query, _candidates, _turn);
        await _keptByWords.RerankAsync(Query, _candidates, _turn);
    }

    /// <summary>The first stage gave the same candidates in the same order.</summary>
    [Benchmark(Baseline = true)]
    public Task<RerankResponse> SameOrder() => _kept.RerankAsync(FollowUp, _candidates, _turn);

    /// <summary>The same candidates in another order, in strings of their own.</summary>
    [Benchmark]
    public Task<RerankResponse> AnotherOrder() => _kept.RerankAsync(FollowUp, _shuffled, _turn);

    /// <summary>The same, and the query's words are compared too.</summary>
    [Benchmark]
    public Task<RerankResponse> AnotherOrderAndWords() => _keptByWords.RerankAsync(FollowUp, _shuffled, _turn);

    /// <summary>A first turn: called inward and remembered.</summary>
    [Benchmark]
    public Task<RerankResponse> FirstTurn()
    {
        _reranked.Forget(_first.ConversationId!, _first.Scope);
        return _reranked.RerankAsync(Query, _candidates, _first);
    }
}
