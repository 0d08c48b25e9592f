namespace RerankKit;

/// <summary>A ranking in a <see cref="RankingRecord"/>.</summary>
public sealed class RecordedList
{
    /// <summary>The name of the first stage's order.</summary>
    public const string FirstStage = "first-stage";

    /// <summary>Whose ranking it is.</summary>
    public required string Name { get; init; }

    /// <summary>The ids of the documents, best first.</summary>
    public required IReadOnlyList<string> Documents { get; init; }

    /// <summary>The score of each document; null where it has none.</summary>
    public IReadOnlyList<double?> Scores { get; init; } = [];

    /// <summary>Of an interleaved list, the name of the list that chose each document; else empty.</summary>
    public IReadOnlyList<string> Teams { get; init; } = [];

    /// <summary>Whether this is the ranking that the user got.</summary>
    public bool IsShown { get; init; }

    /// <summary>How long it took to make.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The model that scored; null where it has no name.</summary>
    public string? ModelId { get; init; }

    /// <summary>What the scores are.</summary>
    public RerankScoreKind ScoreKind { get; init; }

    /// <summary>Why it is another ranking than the reranker's; null where it is the reranker's.</summary>
    public string? Fallback { get; init; }

    /// <summary>What the cache had of the call: hit, partial or miss; null without a cache.</summary>
    public string? Cache { get; init; }

    /// <summary>The first stage's order of candidates.</summary>
    /// <param name="candidates">The candidates; one without an id is called by its place in the list, <c>#0</c> and on.</param>
    /// <returns>The list.</returns>
    public static RecordedList OfFirstStage(IReadOnlyList<RerankCandidate> candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        int[] order = FirstStageOrder.Of(candidates) ?? [.. Enumerable.Range(0, candidates.Count)];
        return new()
        {
            Name = FirstStage,
            Documents = Array.ConvertAll(order, index => RankingText.Id(candidates[index], index)),
            Scores = Array.ConvertAll(order, index => candidates[index].Score),
            ScoreKind = RerankScoreKind.FirstStage,
        };
    }

    /// <summary>A reranker's order of candidates.</summary>
    /// <param name="name">Whose it is.</param>
    /// <param name="candidates">The candidates.</param>
    /// <param name="response">What the reranker answered about them.</param>
    /// <param name="duration">How long that took; null where nobody measured.</param>
    /// <param name="isShown">Whether the user got this one.</param>
    /// <returns>The list; a candidate that was not scored has no score.</returns>
    public static RecordedList Of(
        string name, IReadOnlyList<RerankCandidate> candidates, RerankResponse response, TimeSpan? duration = null, bool isShown = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(response);
        return new()
        {
            Name = name,
            Documents = [.. response.Results.Select(result => RankingText.Id(candidates[result.Index], result.Index))],
            Scores = [.. response.Results.Select(result => result.IsScored ? result.Score : (double?)null)],
            IsShown = isShown,
            Duration = duration,
            ModelId = response.ModelId,
            ScoreKind = response.ScoreKind,
            Fallback = Stage(response, "fallback") is { } stage ? stage.Reason ?? stage.Decision : null,
            Cache = Stage(response, "cache")?.Decision,
        };
    }

    private static RerankStage? Stage(RerankResponse response, string name) => response.Stages.FirstOrDefault(stage => stage.Name == name);
}
