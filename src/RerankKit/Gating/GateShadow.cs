namespace RerankKit;

/// <summary>Turns shadow runs of skipped calls into regret.</summary>
internal static class GateShadow
{
    public static ShadowOptions Options(ScoreGapGateOptions options) => new()
    {
        Depth = options.ShadowDepth,
        OnCompared = comparison => options.OnRegret?.Invoke(Regret(comparison, options)),
    };

    private static GateRegret Regret(ShadowComparison comparison, ScoreGapGateOptions options)
    {
        int first = comparison.Champion.Results[0].Index;
        int rank = 0;
        while (comparison.Challenger.Results[rank].Index != first)
        {
            rank++;
        }

        return new()
        {
            Gap = ScoreGap.Measure(comparison.Candidates, options.Mode, options.Rank)
                ?? throw new InvalidOperationException(Invariant($"A gated call of {comparison.Candidates.Count} candidates has no gap.")),
            Overlap = comparison.Overlap,
            TopChanged = rank > 0,
            RankOfFirst = rank + 1,
        };
    }
}
