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
        var scores = new Dictionary<int, double>(Champion.Results.Count);
        foreach (RerankResult result in Champion.Results)
        {
            if (result.IsScored)
            {
                scores.Add(result.Index, result.Score);
            }
        }

        List<double> a = [];
        List<double> b = [];
        foreach (RerankResult result in challenger.Results)
        {
            if (result.IsScored && scores.TryGetValue(result.Index, out double score))
            {
                a.Add(score);
                b.Add(result.Score);
            }
        }

        return RankSimilarity.KendallTau([.. a], [.. b]);
    }
}
