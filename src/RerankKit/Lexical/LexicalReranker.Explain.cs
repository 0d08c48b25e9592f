namespace RerankKit;

/// <summary>Explanations.</summary>
public sealed partial class LexicalReranker
{
    /// <summary>Explains the score that a document gets with the statistics of a corpus.</summary>
    /// <param name="query">What the user asked; not blank.</param>
    /// <param name="document">The document's text.</param>
    /// <returns>The score, term by term.</returns>
    /// <exception cref="InvalidOperationException">The reranker has no <see cref="LexicalRerankerOptions.Statistics"/>.</exception>
    public LexicalExplanation Explain(string query, string document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return _statistics is null
            ? throw new InvalidOperationException(
                "Without corpus statistics a score depends on the candidates of the call. Pass the candidates and the index, or set Statistics.")
            : Explain(query, [new(document)], 0);
    }

    /// <summary>Explains the score that a candidate gets in a call.</summary>
    /// <param name="query">What the user asked; not blank.</param>
    /// <param name="candidates">The candidates of the call.</param>
    /// <param name="index">Which of them to explain.</param>
    /// <returns>The score, term by term.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not the index of a candidate.</exception>
    public LexicalExplanation Explain(string query, IReadOnlyList<RerankCandidate> candidates, int index)
    {
        RerankArguments.Check(query, candidates);
        RerankArguments.CheckTexts(candidates);
        if ((uint)index >= (uint)candidates.Count)
        {
            throw Throw.OutOfRange(index, $"the index of one of {candidates.Count} candidates", nameof(index));
        }

        LexicalWorkspace workspace = LexicalWorkspace.Take();
        try
        {
            Read(workspace, query, candidates, maxLength: null, CancellationToken.None);
            return Explain(workspace, index);
        }
        finally
        {
            LexicalWorkspace.Return(workspace);
        }
    }

    private LexicalExplanation Explain(LexicalWorkspace workspace, int index)
    {
        QueryTerms query = workspace.Query;
        int[] frequencies = new int[query.Count];
        foreach (CandidateCounts.Hit hit in workspace.Counts.Hits(index))
        {
            frequencies[hit.Term] = hit.Frequency;
        }

        Bm25 formula = Formula(workspace);
        int length = workspace.Counts.Length(index);
        var terms = new LexicalTermContribution[query.Count];
        double score = 0;
        for (int term = 0; term < terms.Length; term++)
        {
            long documentFrequency = DocumentFrequency(workspace, term);
            double idf = Bm25.Idf(DocumentCount(workspace), documentFrequency);
            double contribution = frequencies[term] == 0
                ? 0
                : Bm25.Contribution(query.Frequency(term) * idf, frequencies[term], formula.Norm(length));
            score += contribution;
            terms[term] = new(query.Text(term).ToString(), query.Frequency(term), frequencies[term], documentFrequency, idf, contribution);
        }

        return new(score, terms, length, formula.AverageLength, DocumentCount(workspace));
    }
}
