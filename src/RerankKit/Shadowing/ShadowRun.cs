namespace RerankKit;

/// <summary>A call that was answered and is now shown to the challenger.</summary>
internal sealed record ShadowRun(
    string Query, IReadOnlyList<RerankCandidate> Candidates, RerankOptions? Options, RerankResponse Champion, TimeSpan Duration)
{
    /// <summary>The options without what was meant for the champion.</summary>
    public static RerankOptions? ForChallenger(RerankOptions? options)
    {
        RerankOptions? copy = options?.Clone();
        if (copy is not null)
        {
            copy.TopN = null;
            copy.ModelId = null;
            copy.TimeBudget = null;
        }

        return copy;
    }

    /// <summary>Sets the challenger's answer beside the champion's.</summary>
    public ShadowComparison CompareWith(RerankResponse challenger, TimeSpan duration, int depth)
    {
        depth = Math.Min(depth, Math.Min(Champion.Results.Count, challenger.Results.Count));
        return new()
        {
            RequestId = RankingRequest.IdOf(Options?.AdditionalProperties),
            Query = Query,
            Candidates = Candidates,
            Champion = Champion,
            Challenger = challenger,
            ChampionDuration = Duration,
            ChallengerDuration = duration,
            Depth = depth,
            Overlap = RankSimilarity.Overlap(Champion.Results, challenger.Results, depth),
            KendallTau = KendallTau(challenger),
            RankBiasedOverlap = RankSimilarity.RankBiasedOverlap(Champion.Results, challenger.Results),
        };
    }

    private double? KendallTau(RerankResponse challenger)
    {
        Dictionary<int, double> scores = Champion.Results.Where(result => result.IsScored).ToDictionary(result => result.Index, result => result.Score);
        RerankResult[] both = [.. challenger.Results.Where(result => result.IsScored && scores.ContainsKey(result.Index))];
        return RankSimilarity.KendallTau([.. both.Select(result => scores[result.Index])], [.. both.Select(result => result.Score)]);
    }
}
