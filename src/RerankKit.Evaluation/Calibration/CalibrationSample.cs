namespace RerankKit.Evaluation;

/// <summary>Labelled scores, query by query.</summary>
/// <param name="Scores">The scores.</param>
/// <param name="Outcomes">Whether each is of a relevant document.</param>
/// <param name="Starts">Where each query begins, and the end of the last.</param>
internal sealed record CalibrationSample(double[] Scores, bool[] Outcomes, int[] Starts)
{
    public int QueryCount => Starts.Length - 1;

    /// <summary>Takes the queries that are judged and scored, in byte order.</summary>
    public static CalibrationSample Read(Qrels qrels, Run scored, CalibrationFitterOptions options)
    {
        var scores = new List<double>();
        var outcomes = new List<bool>();
        List<int> starts = [0];
        foreach (string queryId in qrels.QueryIds.Where(scored.Contains).Order(Utf8Order.Instance))
        {
            foreach (ScoredDocument document in scored[queryId])
            {
                bool isJudged = qrels[queryId].TryGetValue(document.Id, out int grade);
                if (isJudged || !options.JudgedOnly)
                {
                    scores.Add(document.Score);
                    outcomes.Add(isJudged && grade >= options.RelevanceLevel);
                }
            }

            if (scores.Count > starts[^1])
            {
                starts.Add(scores.Count);
            }
        }

        return new([.. scores], [.. outcomes], [.. starts]);
    }

    /// <summary>The labelled scores of all other queries.</summary>
    public (double[] Scores, bool[] Outcomes) Without(int[] queries)
    {
        var scores = new List<double>(Scores.Length);
        var outcomes = new List<bool>(Scores.Length);
        foreach (int query in Enumerable.Range(0, QueryCount).Except(queries))
        {
            scores.AddRange(Scores.AsSpan(Starts[query]..Starts[query + 1]));
            outcomes.AddRange(Outcomes.AsSpan(Starts[query]..Starts[query + 1]));
        }

        return ([.. scores], [.. outcomes]);
    }
}
