using System.Text;

namespace RerankKit;

/// <summary>Rankings and stages in a line that a person can read.</summary>
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

    /// <summary>The best results: final rank, id, score, where it came from; first-stage rank and score.</summary>
    public static string Ranking(IReadOnlyList<RerankCandidate> candidates, RerankResponse response, int maxResults)
    {
        int[] firstStageRanks = FirstStageRanks(candidates);
        var text = new StringBuilder();
        int count = Math.Min(response.Results.Count, maxResults);
        for (int rank = 0; rank < count; rank++)
        {
            RerankResult result = response.Results[rank];
            RerankCandidate candidate = candidates[result.Index];
            text.Append(rank == 0 ? "" : "; ");
            text.Append(CultureInfo.InvariantCulture, $"{rank + 1}. {Id(candidate, result.Index)} {result.Score:G6} {result.Placement}");
            text.Append(CultureInfo.InvariantCulture, $" (was {firstStageRanks[result.Index]}.");
            text.Append(candidate.Score.HasValue ? Invariant($" {candidate.Score:G6})") : ")");
        }

        return text.ToString();
    }

    public static string Id(in RerankCandidate candidate, int index) =>
        candidate.Id ?? Invariant($"#{index}");

    private static int[] FirstStageRanks(IReadOnlyList<RerankCandidate> candidates)
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
