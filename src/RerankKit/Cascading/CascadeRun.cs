using Microsoft.Extensions.AI;

namespace RerankKit;

/// <summary>One call on its way through a cascade.</summary>
internal sealed class CascadeRun
{
    private readonly IReadOnlyList<RerankCandidate> _candidates;
    private readonly List<RerankStage> _stages = [];
    private RerankResult[] _ranking = [];
    private int[]? _original;
    private RerankResponse _last = RerankResponse.Empty;
    private UsageDetails? _usage;
    private QueryTruncation? _queryTruncation;

    public CascadeRun(IReadOnlyList<RerankCandidate> candidates)
    {
        _candidates = candidates;
        Current = candidates;
    }

    /// <summary>The candidates of the next stage.</summary>
    public IReadOnlyList<RerankCandidate> Current { get; private set; }

    /// <summary>Takes the response of a stage: its results stand before what earlier stages let go.</summary>
    public void Accept(string name, RerankResponse response)
    {
        RerankResult[] before = _ranking;
        var ranking = new RerankResult[before.Length == 0 ? response.Results.Count : response.Results.Count + before.Length - Current.Count];
        for (int i = 0; i < response.Results.Count; i++)
        {
            RerankResult result = response.Results[i];
            ranking[i] = _original is null ? result : result with { Index = _original[result.Index] };
        }

        for (int i = response.Results.Count; i < ranking.Length; i++)
        {
            RerankResult result = before[Current.Count + i - response.Results.Count];
            ranking[i] = result with
            {
                Score = 0,
                RawScore = result.IsScored ? result.Score : result.RawScore,
                Placement = result.IsScored ? RerankPlacement.EarlierStage : result.Placement,
            };
        }

        _ranking = ranking;
        _last = response;
        _queryTruncation = QueryTruncation.Strictest(_queryTruncation, response.QueryTruncation);
        if (response.Usage is not null)
        {
            _usage ??= new();
            _usage.Add(response.Usage);
        }

        _stages.Add(new("cascade", "ran")
        {
            CandidatesIn = Current.Count,
            CandidatesScored = response.CountScored(),
            Reason = name,
        });
        _stages.AddRange(response.Stages);
    }

    /// <summary>Lets the best <paramref name="keep"/> go on to the next stage.</summary>
    public void Narrow(int keep)
    {
        int count = Math.Min(keep, _ranking.Length);
        var next = new RerankCandidate[count];
        _original = new int[count];
        for (int i = 0; i < count; i++)
        {
            _original[i] = _ranking[i].Index;
            next[i] = _candidates[_original[i]];
        }

        Current = next;
    }

    /// <summary>Records what ended the cascade early.</summary>
    public void Note(string name, string decision, string? reason) =>
        _stages.Add(new("cascade", decision) { CandidatesIn = Current.Count, Reason = reason is null ? name : $"{name}: {reason}" });

    public RerankResponse Finish(int? topN) =>
        new(_last, topN < _ranking.Length ? _ranking[..topN.Value] : _ranking) { Usage = _usage, Stages = _stages, QueryTruncation = _queryTruncation };
}
