namespace RerankKit.Evaluation;

/// <summary>What is kept of the queries for one reranker.</summary>
internal sealed class SweepRerankerTally(SweepHeader settings, int reranker)
{
    private readonly SortedDictionary<string, (List<double> Taus, List<double> Overlaps)> _stability = new(StringComparer.Ordinal);
    private readonly List<double> _probabilities = [];
    private readonly List<bool> _outcomes = [];
    private readonly List<int> _pairCounts = [];
    private bool _areProbabilities = true;
    private long _tokens;
    private long _pairs;
    private decimal? _cost;

    public string Name => settings.Rerankers[reranker].Name;

    /// <summary>Tokens of a pair, where a reranker of pairs counts them.</summary>
    public double? TokensPerPair => _tokens > 0 ? (double)_tokens / _pairs : null;

    /// <summary>What all pairs cost, where a reranker of pairs says so.</summary>
    public decimal? Cost => _cost;

    public void Add(SweepQuery query)
    {
        (long tokens, decimal? cost, int pairs) = query.Spent(reranker);
        _tokens += tokens;
        _pairs += pairs;
        _cost = cost is null ? _cost : _cost.GetValueOrDefault() + cost;
        foreach (((SweepCell cell, string variant), SweepLine line) in query.Stability.Where(item => item.Key.Cell.Reranker == reranker))
        {
            if (!_stability.TryGetValue(variant, out (List<double> Taus, List<double> Overlaps) lists))
            {
                _stability.Add(variant, lists = ([], []));
            }

            lists.Taus.AddRange(line.Tau is double tau ? [tau] : []);
            lists.Overlaps.AddRange(line.Overlap5 is double overlap ? [overlap] : []);
        }

        SweepCell[] deepest = [.. query.Cells(reranker).Where(cell => cell.Depth == settings.Depths.Count - 1)];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (SweepCell cell in deepest)
        {
            string[] documents = query.Sequence(cell);
            SweepScore[] scores = query.Scores(cell, documents) ?? [];
            for (int i = 0; i < scores.Length; i++)
            {
                // A pair of two first stages is one pair where it is scored once.
                bool isNew = seen.Add(documents[i]) || !settings.Rerankers[reranker].IsPointwise;
                if (scores[i].Score is < 0 or > 1)
                {
                    _areProbabilities = false;
                }
                else if (isNew && settings.Rerankers[reranker].ScoreKind == nameof(RerankScoreKind.Probability) && scores[i].Score is double probability)
                {
                    _probabilities.Add(probability);
                    _outcomes.Add(query.IsRelevant(documents[i]));
                }
            }
        }

        _pairCounts.Add(seen.Count);
    }

    public SweepRerankerReport Finish() => new(Name)
    {
        Stability = [.. _stability.Where(item => item.Value.Overlaps.Count > 0).Select(item => new SweepStability(
            item.Key, item.Value.Taus.Count == 0 ? null : item.Value.Taus.Average(), item.Value.Overlaps.Average(), item.Value.Overlaps.Count))],
        Reliability = _probabilities.Count == 0 || !_areProbabilities ? null : ReliabilityCurve.Of([.. _probabilities], [.. _outcomes]),
        CacheHitRate = ZipfCache.HitRate(_pairCounts),
    };
}
