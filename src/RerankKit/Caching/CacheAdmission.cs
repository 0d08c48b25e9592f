namespace RerankKit;

/// <summary>Decides which answers are the reranker's own and whole, so that they may be stored.</summary>
internal static class CacheAdmission
{
    /// <summary>Why an answer to <paramref name="sent"/> candidates is not stored; null when it is.</summary>
    public static string? ReasonNotToStore(in CallKey call, RerankResponse response, int sent)
    {
        if (response.CountScored() == 0)
        {
            return "not stored: nothing was reranked";
        }

        if (call.DeclaredKind != RerankScoreKind.Unspecified && response.ScoreKind != call.DeclaredKind)
        {
            return $"not stored: the reranker declares {call.DeclaredKind} and gave {response.ScoreKind}";
        }

        foreach (RerankStage stage in response.Stages)
        {
            // Of a list a part that was cut off, by the time or by a threshold, changes the whole; scores of single pairs are whole by themselves.
            if (stage.Decision is "failed" or "alternative" or ConversationReranker.ReusedDecision || (call.IsList && stage.Decision is "cut" or "spent"))
            {
                return $"not stored: stage '{stage.Name}' says '{stage.Decision}'";
            }
        }

        if (response.ScoreKind is RerankScoreKind.FirstStage || (!call.IsList && response.ScoreKind is RerankScoreKind.RankOnly or RerankScoreKind.Fused))
        {
            return $"not stored: {response.ScoreKind} scores depend on the whole call";
        }

        return call.IsList && !IsWholeAnswer(response, sent) ? "not stored: the list was not ranked to its end" : null;
    }

    // A cascade's answer is whole although its last stage has not seen every candidate.
    private static bool IsWholeAnswer(RerankResponse response, int sent) =>
        response.Results.Count == sent
        && response.Results.All(static result => !result.IsPartial && (result.IsScored || result.Placement == RerankPlacement.EarlierStage));
}
