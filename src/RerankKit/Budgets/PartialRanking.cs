namespace RerankKit;

/// <summary>A ranking of candidates that are scored chunk by chunk, in first-stage order, for as long as there is time.</summary>
internal sealed class PartialRanking
{
    private const int Dropped = -1;
    private readonly IReadOnlyList<RerankCandidate> _candidates;
    private readonly int[]? _order;
    private readonly RerankResult[] _results; // by first-stage rank
    private readonly ChunkStages _stages = new();
    private RerankResponse? _first;
    private RerankScoreKind? _kind;
    private UsageDetails? _usage;
    private QueryTruncation? _queryTruncation;
    private int _scored;
    private int _abandoned;

    public PartialRanking(IReadOnlyList<RerankCandidate> candidates)
    {
        _candidates = candidates;
        _order = FirstStageOrder.Of(candidates);
        _results = new RerankResult[candidates.Count];
        for (int rank = 0; rank < _results.Length; rank++)
        {
            _results[rank] = RerankResult.Unscored(_order is null ? rank : _order[rank], RerankPlacement.OverBudget);
        }
    }

    public int Scored => _scored;

    /// <summary>How many candidates there was no time for.</summary>
    public int CountOverBudget() => _results.Count(result => result.Placement == RerankPlacement.OverBudget);

    /// <summary>Takes note of a chunk that was sent and not waited for.</summary>
    public void Abandon() => _abandoned++;

    /// <summary>Takes note of a chunk that failed: it and those after it stay as they are.</summary>
    public void Fail(int rank)
    {
        for (; rank < _results.Length; rank++)
        {
            _results[rank] = RerankResult.Unscored(_results[rank].Index, RerankPlacement.FellBack);
        }
    }

    /// <summary>The candidates from a first-stage rank on.</summary>
    public RerankCandidate[] Take(int rank, int count) => [.. _results.Skip(rank).Take(count).Select(result => _candidates[result.Index])];

    /// <summary>Takes the answer to the chunk that began at a first-stage rank.</summary>
    public void Add(int rank, int count, RerankResponse response)
    {
        _first ??= response;
        _abandoned += response.AbandonedCalls;
        _queryTruncation = QueryTruncation.Strictest(_queryTruncation, response.QueryTruncation);
        _usage = UsageSum.Of(_usage, response.Usage);
        _stages.Add(response.Stages);
        var chunk = new RerankResult[count];
        chunk.AsSpan().Fill(new(Dropped, 0));
        foreach (RerankResult result in response.Results)
        {
            chunk[result.Index] = Adopt(result, _results[rank + result.Index].Index, response.ScoreKind);
        }

        chunk.CopyTo(_results, rank);
    }

    /// <summary>The scored candidates by score, then the others in first-stage order.</summary>
    public RerankResponse Finish(int? topN, RerankStage stage)
    {
        if (_first is null || _scored == 0)
        {
            return FirstStage(topN, stage);
        }

        ILookup<bool, RerankResult> kept = _results.Where(result => result.Index != Dropped).ToLookup(result => result.IsScored);
        IEnumerable<RerankResult> ranking = kept[true].OrderByDescending(result => result.Score).ThenBy(result => result.Index).Concat(kept[false]);
        return new(_first, [.. ranking.Take(topN ?? int.MaxValue)])
        {
            ScoreKind = _kind.GetValueOrDefault(),
            Usage = _usage,
            Stages = [stage, .. _stages.Sums],
            QueryTruncation = _queryTruncation,
            AbandonedCalls = _abandoned,
        };
    }

    // Scores of another kind than the first chunk's cannot be compared with them.
    private RerankResult Adopt(RerankResult result, int index, RerankScoreKind kind)
    {
        if (!result.IsScored)
        {
            return RerankResult.Unscored(index, result.Placement);
        }

        _kind ??= kind;
        if (_kind != kind)
        {
            return RerankResult.Unscored(index, RerankPlacement.Unscored);
        }

        _scored++;
        return result with { Index = index };
    }

    private RerankResponse FirstStage(int? topN, RerankStage stage)
    {
        RerankResponse response = FirstStageResponse.Create(_candidates, RerankPlacement.OverBudget, topN: null, stage);
        IEnumerable<RerankResult> kept = _results.Index()
            .Where(placed => placed.Item.Index != Dropped)
            .Select(placed => response.Results[placed.Index] with { Placement = placed.Item.Placement });
        return new(response, [.. kept.Take(topN ?? int.MaxValue)])
        {
            Usage = _usage,
            ModelId = _first?.ModelId,
            Stages = [stage, .. _stages.Sums],
            QueryTruncation = _queryTruncation,
            AbandonedCalls = _abandoned,
        };
    }
}
