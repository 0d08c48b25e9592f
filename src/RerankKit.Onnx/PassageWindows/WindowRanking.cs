namespace RerankKit.Onnx;

/// <summary>The documents' ranking out of that of their windows.</summary>
internal sealed class WindowRanking
{
    private readonly RerankResult[] _results;

    /// <summary>Puts the windows' results together.</summary>
    public WindowRanking(WindowedCandidates windows, IReadOnlyList<RerankCandidate> candidates, RerankResponse response, PassageAggregation aggregation)
    {
        var best = new RerankResult?[candidates.Count];
        var sums = new (double Score, double RawScore, int Scored, int Tokens, bool IsTruncated)[candidates.Count];
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
            };
            (result.IsScored ? scored : unscored).Add(document);
        }

        Scored = scored.Count;
        Windows = winners;
        _results = [.. Order(scored, aggregation), .. unscored];
    }

    /// <summary>How many documents have a score.</summary>
    public int Scored { get; }

    /// <summary>For each candidate the window that gave it its score.</summary>
    public IReadOnlyList<PassageWindow> Windows { get; }

    public RerankResult[] Results(int? topN) => topN < _results.Length ? _results[..topN.Value] : _results;

    // The inner ranking is by raw score and right for the best window; equal documents go by the candidates' order.
    private static IEnumerable<RerankResult> Order(List<RerankResult> scored, PassageAggregation aggregation) =>
        aggregation == PassageAggregation.Mean
            ? scored.OrderByDescending(result => result.Score).ThenByDescending(result => result.RawScore).ThenBy(result => result.Index)
            : scored;
}
