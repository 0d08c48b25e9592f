namespace RerankKit.Models;

/// <summary>The documents' ranking out of that of their windows.</summary>
internal sealed class WindowRanking
{
    private readonly RerankResult[] _results;

    /// <summary>Puts the windows' results together.</summary>
    public WindowRanking(WindowedCandidates windows, IReadOnlyList<RerankCandidate> candidates, RerankResponse response, PassageAggregation aggregation)
    {
        var best = new RerankResult?[candidates.Count];
        var sums = new (double Score, double RawScore, int Scored, int Tokens, bool IsTruncated)[candidates.Count];
        bool[] isLate = new bool[candidates.Count];
        var winners = new PassageWindow[candidates.Count];

        // Best first: the first result of a document is its best window.
        foreach (RerankResult result in response.Results)
        {
            int owner = windows.Owner(result.Index);
            if (best[owner] is null)
            {
                best[owner] = result;
                winners[owner] = windows.Describe(result.Index);
            }

            ref (double Score, double RawScore, int Scored, int Tokens, bool IsTruncated) sum = ref sums[owner];
            sum.Tokens += result.TokenCount ?? 0;
            sum.IsTruncated |= result.IsTruncated;
            isLate[owner] |= result.Placement == RerankPlacement.OverBudget;
            if (result.IsScored)
            {
                sum = (sum.Score + result.Score, sum.RawScore + (result.RawScore ?? 0), sum.Scored + 1, sum.Tokens, sum.IsTruncated);
            }
        }

        var scored = new List<RerankResult>(candidates.Count);
        var unscored = new List<RerankResult>();
        foreach (RerankResult window in response.Results)
        {
            int owner = windows.Owner(window.Index);
            if (best[owner] is not RerankResult result || result.Index != window.Index)
            {
                continue;
            }

            (double score, double rawScore, int count, int tokens, bool isTruncated) = sums[owner];
            RerankResult document = new(owner, aggregation == PassageAggregation.Mean && count > 0 ? score / count : result.Score)
            {
                Placement = result.Placement,
                RawScore = result.RawScore is null ? null : aggregation == PassageAggregation.Mean && count > 0 ? rawScore / count : result.RawScore,
                TokenCount = result.TokenCount is null ? null : tokens,
                IsTruncated = isTruncated || windows.IsCut(owner),
                IsPartial = result.IsScored && (isLate[owner] || result.IsPartial),
            };
            Partial += document.IsPartial ? 1 : 0;
            (result.IsScored ? scored : unscored).Add(document);
        }

        AddWithoutWindows(windows, candidates, unscored, winners);
        Scored = scored.Count;
        Windows = winners;
        bool isOrdered = aggregation != PassageAggregation.Mean && windows.IsInCandidatesOrder;
        _results = [.. isOrdered ? scored : Order(scored), .. unscored];
    }

    /// <summary>How many documents have a score.</summary>
    public int Scored { get; }

    /// <summary>How many of them have windows that there was no time for.</summary>
    public int Partial { get; }

    /// <summary>For each candidate the window that gave it its score.</summary>
    public IReadOnlyList<PassageWindow> Windows { get; }

    public RerankResult[] Results(int? topN) => topN < _results.Length ? _results[..topN.Value] : _results;

    // The inner ranking is by raw score and right for the best window; equal documents go by the candidates' order.
    private static IEnumerable<RerankResult> Order(List<RerankResult> scored) =>
        scored.OrderByDescending(result => result.Score).ThenByDescending(result => result.RawScore).ThenBy(result => result.Index);

    private static void AddWithoutWindows(WindowedCandidates windows, IReadOnlyList<RerankCandidate> candidates, List<RerankResult> unscored, PassageWindow[] winners)
    {
        if (windows.NotCut == 0)
        {
            return;
        }

        int[]? order = FirstStageOrder.Of(candidates);
        for (int rank = candidates.Count - windows.NotCut; rank < candidates.Count; rank++)
        {
            int index = order is null ? rank : order[rank];
            unscored.Add(RerankResult.Unscored(index, RerankPlacement.OverBudget));
            winners[index] = new(index, 0, 0, 0, 0);
        }
    }
}
