namespace RerankKit.Embedded;

/// <content>Explanations.</content>
public sealed partial class EmbeddedReranker
{
    /// <summary>Explains the blended score that a candidate gets in a call, and which of its words the query found.</summary>
    /// <param name="query">What the user asked; not blank.</param>
    /// <param name="candidates">The candidates of the call.</param>
    /// <param name="index">Which of them to explain.</param>
    /// <returns>Parts and matches.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not the index of a candidate.</exception>
    public EmbeddedExplanation Explain(string query, IReadOnlyList<RerankCandidate> candidates, int index)
    {
        RerankArguments.Check(query, candidates);
        RerankArguments.CheckTexts(candidates);
        if ((uint)index >= (uint)candidates.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(index), index, $"index is {index}; allowed is the index of one of {candidates.Count} candidates.");
        }

        EmbeddedWorkspace workspace = EmbeddedWorkspace.Take();
        try
        {
            Read(workspace, query, candidates, maxLength: null, CancellationToken.None);
            string? left = Refusal(workspace);
            EmbeddedPart[] parts = left is null ? ExplainParts(workspace, candidates, index) : [];
            return new(parts.Sum(part => part.Contribution), parts, WordMatches.Find(query, candidates[index].Text, _model), left);
        }
        finally
        {
            EmbeddedWorkspace.Return(workspace);
        }
    }

    private EmbeddedPart[] ExplainParts(EmbeddedWorkspace workspace, IReadOnlyList<RerankCandidate> candidates, int index)
    {
        double[] scores = new double[candidates.Count];
        double[] first = new double[candidates.Count];
        workspace.Texts.CountPieces(_model.Table);
        ScoreBlended(workspace, candidates, scores, first, new int[candidates.Count]);
        EmbeddedParts parts = workspace.Parts;
        double[] sum = new double[candidates.Count];
        EmbeddedPart Part(string name, ReadOnlySpan<double> values, double weight)
        {
            Array.Clear(sum);
            StandardScores.Add(values, weight, sum);
            return new(name, values[index], weight, sum[index]);
        }

        List<EmbeddedPart> all =
        [
            Part("first-stage", first, _options.FirstStageWeight),
            Part("words", parts.Words, _options.WordsWeight),
            Part("meaning", parts.Meaning, _options.MeaningWeight),
            Part("lead", parts.Lead, _options.LeadWeight),
        ];
        if (_options.FeedbackWeight > 0)
        {
            all.Add(Part("feedback", parts.Feedback, _options.FeedbackWeight));
            all.Add(Part("topic", parts.Topic, _options.FeedbackWeight));
        }

        if (workspace.Identifiers.Count > 0)
        {
            double share = (double)QueryIdentifiers.Count(candidates[index].Text, workspace.Identifiers) / workspace.Identifiers.Count;
            all.Add(new("identifiers", share, IdentifierWeight, IdentifierWeight * share));
        }

        return [.. all];
    }
}
