namespace RerankKit;

/// <summary>A ranking of a conversation that later turns may keep. Thread-safe.</summary>
internal sealed class ConversationTurn
{
    private readonly Hash128[] _candidates;
    private readonly RerankResult[] _results;
    private readonly RerankResponse _response;
    private int _kept;

    public ConversationTurn(ReadOnlySpan<Hash128> candidates, RerankResponse response)
    {
        _candidates = candidates.ToArray();
        _results = [.. response.Results];
        foreach (ref RerankResult result in _results.AsSpan())
        {
            result = result.IsScored ? result with { Placement = RerankPlacement.Reused } : result;
        }

        // Usage, stages, how much of the query was read and whatever a provider reports are of that turn alone.
        _response = new([]) { ScoreKind = response.ScoreKind, ModelId = response.ModelId };
    }

    /// <summary>The digest of the options that the ranking was made with.</summary>
    public required Hash128 Options { get; init; }

    /// <summary>When it was made, as a timestamp of the clock.</summary>
    public required long MadeAt { get; init; }

    /// <summary>The words of the query it was made for; null where they do not matter.</summary>
    public ulong[]? Words { get; init; }

    public int Count => _candidates.Length;

    /// <summary>Why a ranking is not to be kept by later turns; null when it is.</summary>
    public static string? ReasonNotToKeep(RerankResponse response)
    {
        if (response.CountScored() == 0)
        {
            return "nothing was reranked";
        }

        foreach (RerankStage stage in response.Stages)
        {
            // What a cascade had no time for stands as an earlier stage ranked it, and looks whole.
            if (stage.Decision is "failed" or "alternative" || stage is { Name: "cascade" or "time-budget", Decision: "cut" or "spent" })
            {
                return $"stage '{stage.Name}' says '{stage.Decision}'";
            }
        }

        return response.Results.Any(result => result.Placement is RerankPlacement.OverBudget or RerankPlacement.FellBack)
            ? "the candidates were not ranked to their end"
            : null;
    }

    /// <summary>Takes the ranking for one turn more.</summary>
    /// <param name="candidates">The digests of the turn's candidates.</param>
    /// <param name="positions">Takes for each candidate of the ranking its index among the turn's.</param>
    /// <param name="options">The digest of the turn's options.</param>
    /// <param name="age">How old the ranking is.</param>
    /// <param name="words">The words of the turn's query; null where they do not matter.</param>
    /// <param name="limits">When a ranking is kept.</param>
    /// <returns>Why it cannot be kept; null when it can.</returns>
    public string? TryKeep(
        ReadOnlySpan<Hash128> candidates, Span<int> positions, Hash128 options, TimeSpan age, ReadOnlySpan<ulong> words, ConversationOptions limits)
    {
        if (!CandidateSet.TryMatch(_candidates, candidates, positions))
        {
            return "other candidates";
        }

        if (options != Options)
        {
            return "other options";
        }

        if (age >= limits.TimeToLive)
        {
            return $"the order is older than {limits.TimeToLive}";
        }

        if (limits.MinQueryOverlap is double least && QueryWords.Overlap(Words, words) is double overlap && overlap < least)
        {
            return Invariant($"another question: {100 * overlap:F0}% of the words are shared");
        }

        return Interlocked.Increment(ref _kept) <= limits.MaxTurns
            ? null
            : Invariant($"the order was kept for {limits.MaxTurns} turns");
    }

    /// <summary>The ranking over the candidates of another turn.</summary>
    /// <param name="positions">For each candidate of the ranking its index among the turn's.</param>
    /// <param name="candidates">The turn's candidates.</param>
    /// <param name="topN">How many results are wanted; null for all.</param>
    /// <param name="stage">What happened.</param>
    public RerankResponse Respond(ReadOnlySpan<int> positions, IReadOnlyList<RerankCandidate> candidates, int? topN, RerankStage stage) =>
        new(_response, ReusedRanking.Create(_results, positions, candidates, topN)) { Stages = [stage] };
}
