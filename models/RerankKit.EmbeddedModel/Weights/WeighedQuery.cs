using RerankKit.Embedded;

namespace RerankKit.EmbeddedModel;

/// <summary>nDCG@10 of a query for every combination of weights: the parts are computed once, and what differs are sums of their standard scores.</summary>
internal sealed class WeighedQuery
{
    private const int Depth = 10;
    private readonly RerankCandidate[] _candidates;
    private readonly int[] _grades;
    private readonly double _ideal;
    private readonly Dictionary<string, double[]> _feedback = new(StringComparer.Ordinal);

    /// <param name="candidates">In the first stage's order.</param>
    /// <param name="grades">How relevant each is; 0 or less: not at all.</param>
    /// <param name="judged">The grades of all documents that were judged for the query.</param>
    public WeighedQuery(RerankCandidate[] candidates, int[] grades, IEnumerable<int> judged)
    {
        _candidates = candidates;
        _grades = grades;
        _ideal = judged.OrderDescending().Take(Depth).Select(Discounted).Sum();
    }

    /// <summary>nDCG@10 in the first stage's order.</summary>
    public double FirstStage => Ndcg([.. Enumerable.Range(0, Math.Min(Depth, _grades.Length))]);

    /// <summary>nDCG@10 for each of <see cref="PartWeights.Grid"/>.</summary>
    /// <param name="workspace">The call, read.</param>
    public double[] Measure(EmbeddedWorkspace workspace)
    {
        int count = _candidates.Length;
        double[] first = new double[count];
        double[] outside = new double[count];
        EmbeddedReranker.FirstStage(_candidates, first);
        StandardScores.Add(first, 1, outside);
        EmbeddedReranker.AddIdentifiers(workspace.Identifiers, _candidates, outside);
        double[] values = new double[PartWeights.Grid.Count];
        double[] sum = new double[count];
        double[] total = new double[count];
        double[] feedback = [];
        (double[] words, double[] meaning, double[] lead) = ([], [], []);
        Span<int> best = stackalloc int[Depth];
        for (int point = 0; point < values.Length; point++)
        {
            PartWeights weights = PartWeights.Grid[point];
            if (point == 0 || (weights.B, weights.LeastLength) != (PartWeights.Grid[point - 1].B, PartWeights.Grid[point - 1].LeastLength))
            {
                workspace.Parts.Score(workspace.Query, workspace.Texts, Embedded.EmbeddedModel.Shared, meanLength: null, weights.B, weights.LeastLength);
                (words, meaning, lead) = (Standard(workspace.Parts.Words), Standard(workspace.Parts.Meaning), Standard(workspace.Parts.Lead));
            }

            if (point % PartWeights.AllFeedback.Count == 0)
            {
                for (int i = 0; i < count; i++)
                {
                    sum[i] = outside[i] + (weights.Words * words[i]) + (weights.Meaning * meaning[i]) + (weights.Lead * lead[i]);
                }

                feedback = Feedback(workspace, Best(sum, best[..EmbeddedParts.FeedbackTexts]));
            }

            for (int i = 0; i < count; i++)
            {
                total[i] = sum[i] + (weights.Feedback * feedback[i]);
            }

            values[point] = Ndcg(Best(total, best));
        }

        return values;
    }

    private double[] Feedback(EmbeddedWorkspace workspace, ReadOnlySpan<int> best)
    {
        int[] sorted = best.ToArray();
        Array.Sort(sorted);
        string key = string.Join(' ', sorted);
        if (!_feedback.TryGetValue(key, out double[]? scores))
        {
            workspace.Parts.ScoreFeedback(best, workspace.Texts);
            workspace.Parts.ScoreTopic(best);
            scores = Standard(workspace.Parts.Feedback);
            StandardScores.Add(workspace.Parts.Topic, 1, scores);
            _feedback.Add(key, scores);
        }

        return scores;
    }

    private double Ndcg(ReadOnlySpan<int> best)
    {
        double gain = 0;
        for (int rank = 0; rank < best.Length; rank++)
        {
            gain += Discounted(_grades[best[rank]], rank);
        }

        return _ideal > 0 ? gain / _ideal : 0;
    }

    private static double Discounted(int grade, int rank) => Math.Max(0, grade) / Math.Log2(rank + 2);

    private static double[] Standard(ReadOnlySpan<double> values)
    {
        double[] scores = new double[values.Length];
        StandardScores.Add(values, 1, scores);
        return scores;
    }

    /// <summary>The places of the highest scores, the first of equal ones first.</summary>
    private static Span<int> Best(ReadOnlySpan<double> scores, Span<int> best)
    {
        int found = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            int at = found;
            while (at > 0 && scores[i] > scores[best[at - 1]])
            {
                at--;
            }

            if (at < best.Length)
            {
                found = Math.Min(found + 1, best.Length);
                best[at..(found - 1)].CopyTo(best[(at + 1)..]);
                best[at] = i;
            }
        }

        return best[..found];
    }
}
