using RerankKit;

namespace SearchWeb.Searching;

/// <summary>Says in a sentence where a position came from.</summary>
internal static class PlacementWords
{
    public static string Of(in RerankResult result, SearchSettings settings, RerankResponse response)
    {
        string sentence = result.Placement switch
        {
            RerankPlacement.Scored => $"Scored by the {settings.Reranker} reranker in this call.",
            RerankPlacement.Cached => $"Scored by the {settings.Reranker} reranker in an earlier call; the cache kept the score.",
            RerankPlacement.Capped => FormattableString.Invariant($"Behind the depth of {settings.Depth}: not scored, in the first stage's order."),
            RerankPlacement.Gated => $"The gate trusted the first stage{Because(response, "score-gap-gate")}.",
            RerankPlacement.OverBudget => $"The time budget ended before its turn{Because(response, "time-budget")}; in the first stage's order.",
            RerankPlacement.FellBack => $"The reranker failed{Because(response, "fallback")}; in the first stage's order.",
            RerankPlacement.ShortCircuited => "There was nothing to decide.",
            _ => "The reranker gave no usable score; behind those that have one.",
        };
        return sentence
            + (settings.Blend is double weight && result is { IsScored: true, RawScore: not null } ? FormattableString.Invariant($" Blended: {weight:0.##} of the reranker's score, {1 - weight:0.##} of the first stage's.") : "")
            + (result.IsTruncated ? " Its text was cut to fit the model." : "")
            + (result.IsPartial ? " Only a part of it was read in time." : "");
    }

    private static string Because(RerankResponse response, string stage) =>
        response.Stages.FirstOrDefault(one => one.Name == stage)?.Reason is { } reason ? $" ({reason.TrimEnd('.')})" : "";
}
