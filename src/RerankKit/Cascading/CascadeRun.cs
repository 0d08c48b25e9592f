namespace RerankKit;

/// <summary>One call on its way through a cascade.</summary>
internal sealed class CascadeRun(IReadOnlyList<RerankCandidate> candidates)
{
    private const string StageName = "cascade";
    private readonly IReadOnlyList<RerankCandidate> _candidates = candidates;
    private readonly List<RerankStage> _stages = [];
    private RerankResult[] _ranking = [];
    private RerankResponse? _last;
    private RerankScoreKind _kind;
    private UsageDetails? _usage;
    private QueryTruncation? _queryTruncation;
    private int _abandoned;

    /// <summary>The candidates of the next stage, in the order of the ranking so far, by the scores of the stage before.</summary>
    public IReadOnlyList<RerankCandidate> Current { get; private set; } = candidates;

    /// <summary>Takes the response of a stage: what it scored stands before everything else, which keeps the order of the stages before.</summary>
    public void Accept(string name, RerankResponse response)
    {
        int scored = response.CountScored();
        int late = response.Results.Count(result => result.Placement == RerankPlacement.OverBudget);
        _kind = _last is null || scored > 0 ? response.ScoreKind : RerankScoreKind.Unspecified;
        _ranking = _last is null ? [.. response.Results] : [.. Merge(response.Results, scored)];
        _last = response;
        _queryTruncation = QueryTruncation.Strictest(_queryTruncation, response.QueryTruncation);
        _abandoned += response.AbandonedCalls;
        _usage = UsageSum.Of(_usage, response.Usage);
        _stages.Add(new(StageName, late > 0 ? "cut" : "ran")
        {
            CandidatesIn = Current.Count,
            CandidatesScored = scored,
            Reasons = late > 0 ? [name, NoTimeFor(late)] : [name],
        });
        _stages.AddRange(response.Stages);
    }

    /// <summary>Lets the best <paramref name="keep"/> go on to the next stage, whose first stage this one is.</summary>
    public void Narrow(int keep) =>
        Current = [.. _ranking.Take(keep).Select(result => _candidates[result.Index] with { Score = result.IsScored ? result.Score : null })];

    /// <summary>Records that there was no time for a stage: nobody has the last stage's score, all stand as the stages before ranked them.</summary>
    public void Cut(string name)
    {
        _kind = RerankScoreKind.Unspecified;
        _ranking = [.. _ranking.Select(AsEarlier)];
        _stages.Add(new(StageName, "cut") { CandidatesIn = Current.Count, Reasons = [name, NoTimeFor(Current.Count)] });
    }

    /// <summary>Records what ended the cascade early.</summary>
    public void Note(string name, string decision, string? reason) =>
        _stages.Add(new(StageName, decision) { CandidatesIn = Current.Count, Reason = reason is null ? name : $"{name}: {reason}" });

    public RerankResponse Finish(int? topN) =>
        new(_last ?? RerankResponse.Empty, topN < _ranking.Length ? _ranking[..topN.Value] : _ranking)
        {
            ScoreKind = _kind,
            Usage = _usage,
            Stages = _stages,
            QueryTruncation = _queryTruncation,
            AbandonedCalls = _abandoned,
        };

    // The first of the ranking so far are those that the stage has seen.
    private IEnumerable<RerankResult> Merge(IReadOnlyList<RerankResult> results, int scored)
    {
        for (int i = 0; i < scored; i++)
        {
            yield return results[i] with { Index = _ranking[results[i].Index].Index };
        }

        bool[] isUnscored = new bool[Current.Count];
        for (int i = scored; i < results.Count; i++)
        {
            isUnscored[results[i].Index] = true;
        }

        for (int i = 0; i < _ranking.Length; i++)
        {
            if (i >= Current.Count || isUnscored[i])
            {
                yield return AsEarlier(_ranking[i]);
            }
        }
    }

    private static RerankResult AsEarlier(RerankResult result) => result with
    {
        Score = 0,
        RawScore = result.IsScored ? result.Score : result.RawScore,
        Placement = result.IsScored ? RerankPlacement.EarlierStage : result.Placement,
    };

    private string NoTimeFor(int late) => Invariant($"no time for {late} of {Current.Count}");
}
