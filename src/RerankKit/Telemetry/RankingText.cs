using System.Text;

namespace RerankKit;

/// <summary>What of a ranking stands in logs.</summary>
internal static class RankingText
{
    /// <summary>The stages, outermost first: <c>candidate-cap capped, cache partial</c>.</summary>
    public static string Stages(RerankResponse response)
    {
        var text = new StringBuilder();
        foreach (RerankStage stage in response.Stages)
        {
            text.Append(text.Length == 0 ? "" : ", ").Append(stage.Name).Append(' ').Append(stage.Decision);
            if (stage.Reason is not null)
            {
                text.Append(" (").Append(stage.Reason).Append(')');
            }
        }

        return text.Length == 0 ? "none" : text.ToString();
    }

    public static string Id(in RerankCandidate candidate, int index) =>
        candidate.Id ?? Invariant($"#{index}");

    /// <summary>Each candidate's rank in the first stage's order, from 1.</summary>
    public static int[] FirstStageRanks(IReadOnlyList<RerankCandidate> candidates)
    {
        int[]? order = FirstStageOrder.Of(candidates);
        int[] ranks = new int[candidates.Count];
        for (int rank = 0; rank < ranks.Length; rank++)
        {
            ranks[order is null ? rank : order[rank]] = rank + 1;
        }

        return ranks;
    }
}
