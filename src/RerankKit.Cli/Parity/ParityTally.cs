namespace RerankKit.Cli.Parity;

/// <summary>How far two rerankers are apart, over many queries.</summary>
internal sealed class ParityTally
{
    private readonly List<double> _taus = [];
    private readonly Dictionary<int, List<double>> _overlaps;
    private double _sum;

    /// <param name="depths">The k of top-k overlap.</param>
    public ParityTally(IReadOnlyList<int> depths) => _overlaps = depths.ToDictionary(depth => depth, _ => new List<double>());

    public int Queries { get; private set; }

    /// <summary>Pairs that both scored.</summary>
    public int Pairs { get; private set; }

    /// <summary>Pairs that only one of the two scored.</summary>
    public int Unmatched { get; private set; }

    /// <summary>The largest difference of two scores of one pair, before activations.</summary>
    public double MaxDifference { get; private set; }

    public double MeanDifference => Pairs == 0 ? 0 : _sum / Pairs;

    /// <summary>Kendall's tau-b per query; queries on which a side tells nothing apart are left out.</summary>
    public IReadOnlyList<double> Taus => _taus;

    public IReadOnlyDictionary<int, List<double>> Overlaps => _overlaps;

    /// <summary>Whether scores are of one kind, so that their differences mean something.</summary>
    public bool IsSameKind { get; private set; } = true;

    public void Add(RerankResponse a, RerankResponse b)
    {
        Queries++;
        Dictionary<int, double> scoresA = Scores(a);
        Dictionary<int, double> scoresB = Scores(b);
        int[] both = [.. scoresA.Keys.Where(scoresB.ContainsKey).Order()];
        Unmatched += scoresA.Count + scoresB.Count - (2 * both.Length);
        IsSameKind &= Kind(a) == Kind(b);
        foreach (int index in both)
        {
            double difference = Math.Abs(scoresA[index] - scoresB[index]);
            MaxDifference = Math.Max(MaxDifference, difference);
            _sum += difference;
            Pairs++;
        }

        if (RankSimilarity.KendallTau([.. both.Select(index => scoresA[index])], [.. both.Select(index => scoresB[index])]) is double tau)
        {
            _taus.Add(tau);
        }

        foreach ((int depth, List<double> overlaps) in _overlaps)
        {
            overlaps.Add(RankSimilarity.Overlap(a.Results, b.Results, Math.Min(depth, Math.Min(a.Results.Count, b.Results.Count))));
        }
    }

    private static Dictionary<int, double> Scores(RerankResponse response) =>
        response.Results.Where(result => result.IsScored).ToDictionary(result => result.Index, result => result.RawScore ?? result.Score);

    // Before its activation a probability is a logit.
    private static RerankScoreKind Kind(RerankResponse response) =>
        response.ScoreKind == RerankScoreKind.Probability && response.Results.Any(result => result.RawScore is not null) ? RerankScoreKind.Logit : response.ScoreKind;
}
