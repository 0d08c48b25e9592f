using Microsoft.Extensions.AI;
using RerankKit.Authoring;

namespace RerankKit.AspNetCore.Tests;

/// <summary>Scores a pair by the share of the query's words that the document has, as a logit or a probability. Deterministic, pointwise, with an awkward number of digits.</summary>
internal sealed class SharedWords(string model = "shared-words", RerankScoreKind kind = RerankScoreKind.Probability) : IReranker
{
    private int _calls;

    /// <summary>What calls wait for before they answer.</summary>
    public Func<CancellationToken, Task>? Before { get; init; }

    public int Calls => _calls;

    public List<RerankOptions?> Options { get; } = [];

    public static double ProbabilityOf(string query, string document) => 1 / (1 + Math.Exp(-LogitOf(query, document)));

    public static double LogitOf(string query, string document)
    {
        string[] words = query.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (7.0 * words.Count(word => document.Contains(word, StringComparison.OrdinalIgnoreCase)) / words.Length) - 4 - (document.Length / 977.0);
    }

    public async Task<RerankResponse> RerankAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(query);
        Interlocked.Increment(ref _calls);
        lock (Options)
        {
            Options.Add(options);
        }

        if (Before is not null)
        {
            await Before(cancellationToken);
        }

        RerankResult[] results = [.. candidates.Select((candidate, index) =>
        {
            double logit = LogitOf(query, candidate.Text);
            return kind == RerankScoreKind.Logit ? new RerankResult(index, logit) : new RerankResult(index, ProbabilityOf(query, candidate.Text)) { RawScore = logit };
        })];
        return new(RankedResults.Create(results, candidates, options?.TopN))
        {
            ScoreKind = kind,
            ModelId = model,
            Usage = new UsageDetails { InputTokenCount = 7 * candidates.Count, TotalTokenCount = 7 * candidates.Count },
        };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(RerankerMetadata) ? new RerankerMetadata("test") { DefaultModelId = model, ScoreKind = kind } : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}
