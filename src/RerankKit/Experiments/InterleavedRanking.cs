namespace RerankKit;

/// <summary>Both sides' rankings in one list.</summary>
internal sealed record InterleavedRanking(RerankResponse Response, IReadOnlyList<TeamDraftItem<int>> Draft)
{
    public const string Name = "interleaved";

    public static InterleavedRanking Of(RerankResponse control, RerankResponse treatment, Random random, int? topN)
    {
        IReadOnlyList<TeamDraftItem<int>> draft = TeamDraft.Interleave(Indices(control), Indices(treatment), random, topN);
        var results = new RerankResult[draft.Count];
        for (int place = 0; place < results.Length; place++)
        {
            results[place] = new(draft[place].Item, draft.Count - place);
        }

        var response = new RerankResponse(treatment, results)
        {
            ScoreKind = RerankScoreKind.RankOnly,
            Usage = UsageSum.Of(control.Usage, treatment.Usage),
            Stages = [.. control.Stages, .. treatment.Stages],
            QueryTruncation = QueryTruncation.Strictest(control.QueryTruncation, treatment.QueryTruncation),
            AbandonedCalls = control.AbandonedCalls + treatment.AbandonedCalls,
            Answerable = null,
            BestProbability = null,
        };
        return new(response, draft);
    }

    /// <summary>The list in the log, with the side that chose each document.</summary>
    public RecordedList Record(IReadOnlyList<RerankCandidate> candidates, TimeSpan duration) => new()
    {
        Name = Name,
        Documents = [.. Draft.Select(item => RankingText.Id(candidates[item.Item], item.Item))],
        Teams = [.. Draft.Select(item => item.IsOfSecond ? ExperimentReranker.Treatment : ExperimentReranker.Control)],
        IsShown = true,
        Duration = duration,
    };

    private static int[] Indices(RerankResponse response) => [.. response.Results.Select(result => result.Index)];
}
