using System.Text;

namespace RerankKit.Evaluation.Tests.Sweeping;

/// <summary>Scores that say nothing but are always the same, lifted for documents that are relevant; counts what it is asked.</summary>
internal sealed class HashReranker(double lift, Func<string, string, int> grade, bool isPointwise = true) : IReranker
{
    public List<(string Query, string Document)> Asked { get; } = [];

    public Func<string, bool> Fails { get; set; } = static _ => false;

    public Action<string, int> Answered { get; init; } = static (_, _) => { };

    public static double Score(double lift, int grade, string query, string document) =>
        Math.Round(0.05 + (0.5 * (Hash(query + "\n" + document) % 1000 / 1000.0)) + (grade > 0 ? lift : 0), 6);

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(RerankerMetadata) ? new RerankerMetadata("hash") { IsPointwise = isPointwise, ScoreKind = RerankScoreKind.Probability } : null;

    public Task<RerankResponse> RerankAsync(string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Fails(query))
        {
            throw new InvalidDataException("the provider is down");
        }

        Asked.AddRange(candidates.Select(candidate => (query, candidate.Id!)));

        // Of a list-wise one the first document is what it is because it is the first.
        RerankResult[] results = [.. candidates
            .Select((candidate, i) => new RerankResult(i, Score(lift, grade(query, candidate.Id!), query, candidate.Id!) + (isPointwise || i > 0 ? 0 : 0.2)))
            .OrderByDescending(result => result.Score)];
        Answered(query, candidates.Count);
        return Task.FromResult(new RerankResponse(results) { ScoreKind = RerankScoreKind.Probability });
    }

    public void Dispose()
    {
    }

    private static uint Hash(string text)
    {
        uint hash = 2166136261;
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ value) * 16777619;
        }

        hash ^= hash >> 15;
        hash *= 2246822519;
        return hash ^ (hash >> 13);
    }
}
