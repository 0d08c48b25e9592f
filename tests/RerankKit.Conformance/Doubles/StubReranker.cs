using System.Collections.Concurrent;

namespace RerankKit.Conformance;

/// <summary>A reranker whose behaviour is a callback, and which remembers its calls.</summary>
public sealed class StubReranker : IReranker
{
    private readonly Func<StubCall, Task<RerankResponse>> _respond;

    public StubReranker(Func<StubCall, Task<RerankResponse>> respond) => _respond = respond;

    public StubReranker(Func<StubCall, RerankResponse> respond)
        : this(call => Task.FromResult(respond(call)))
    {
    }

    /// <summary>Scores every candidate by its text alone, as a cross-encoder does.</summary>
    public StubReranker(Func<string, double>? score = null)
        : this(call => Rank(call, score ?? DefaultScore))
    {
    }

    public RerankerMetadata Metadata { get; init; } = new("stub") { DefaultModelId = "stub-model", ScoreKind = RerankScoreKind.Logit };

    public ConcurrentQueue<StubCall> Calls { get; } = new();

    public int DisposeCount { get; private set; }

    /// <summary>A score that differs from text to text, is negative for some and does not depend on anything else.</summary>
    public static double DefaultScore(string text)
    {
        uint hash = 2166136261;
        foreach (char c in text)
        {
            hash = (hash ^ c) * 16777619;
        }

        return (hash % 2000 / 100.0) - 10;
    }

    /// <summary>The ranking that a faultless pointwise reranker gives.</summary>
    public static RerankResponse Rank(StubCall call, Func<string, double> score)
    {
        IEnumerable<RerankResult> results = call.Candidates
            .Select((candidate, index) => new RerankResult(index, score(candidate.Text)))
            .OrderByDescending(result => result.Score)
            .ThenBy(result => result.Index);
        return new([.. results.Take(call.Options?.TopN ?? int.MaxValue)])
        {
            ScoreKind = RerankScoreKind.Logit,
            ModelId = "stub-model",
            Stages = [new("stub", "scored") { CandidatesIn = call.Candidates.Count, CandidatesScored = call.Candidates.Count }],
        };
    }

    public Task<RerankResponse> RerankAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var call = new StubCall(query, [.. candidates], options, cancellationToken);
        Calls.Enqueue(call);
        return _respond(call);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType.IsInstanceOfType(Metadata) ? Metadata
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose() => DisposeCount++;
}
