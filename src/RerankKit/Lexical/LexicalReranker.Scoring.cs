namespace RerankKit;

/// <summary>Counting, scoring, ordering.</summary>
public sealed partial class LexicalReranker
{
    private bool Read(
        LexicalWorkspace workspace,
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        int? maxLength,
        CancellationToken cancellationToken)
    {
        workspace.Query.Read(query, _analysis, workspace.Buffer);
        workspace.Counts.Reset(workspace.Query, candidates.Count);
        for (int i = 0; i < candidates.Count; i++)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return false;
            }

            workspace.Counts.Read(candidates[i].Text, workspace.Query, _analysis, workspace.Buffer, maxLength ?? int.MaxValue);
        }

        return true;
    }

    private RerankResponse Rank(LexicalWorkspace workspace, int count, int? topN, StageTimer timer)
    {
        (Memory<double> weights, Memory<double> scores, Memory<int> order) = workspace.Rent(workspace.Query.Count, count);
        Score(workspace, weights.Span, scores.Span);
        StableOrder.Descending(scores.Span, order.Span);
        var results = new RerankResult[Math.Min(count, topN ?? int.MaxValue)];
        for (int rank = 0; rank < results.Length; rank++)
        {
            int index = order.Span[rank];
            results[rank] = new(index, scores.Span[index])
            {
                TokenCount = workspace.Query.Length + workspace.Counts.Length(index),
                IsTruncated = workspace.Counts.IsTruncated(index),
            };
        }

        bool hasTerms = workspace.Query.Count > 0;
        return new(results)
        {
            ScoreKind = RerankScoreKind.Similarity,
            ModelId = ModelId,
            Stages =
            [
                new(StageName, hasTerms ? "scored" : "no-terms")
                {
                    CandidatesIn = count,
                    CandidatesScored = count,
                    Duration = timer.Elapsed,
                    Reason = hasTerms ? null : "The query has no letters or digits; every score is 0.",
                },
            ],
        };
    }

    private void Score(LexicalWorkspace workspace, Span<double> weights, Span<double> scores)
    {
        for (int term = 0; term < weights.Length; term++)
        {
            weights[term] = workspace.Query.Frequency(term) * Bm25.Idf(DocumentCount(workspace), DocumentFrequency(workspace, term));
        }

        Bm25 formula = Formula(workspace);
        for (int i = 0; i < scores.Length; i++)
        {
            double norm = formula.Norm(workspace.Counts.Length(i));
            double score = 0;
            foreach (CandidateCounts.Hit hit in workspace.Counts.Hits(i))
            {
                score += Bm25.Contribution(weights[hit.Term], hit.Frequency, norm);
            }

            scores[i] = score;
        }
    }

    private long DocumentCount(LexicalWorkspace workspace) => _statistics?.DocumentCount ?? workspace.Counts.Count;

    private long DocumentFrequency(LexicalWorkspace workspace, int term) =>
        _statistics?.DocumentFrequency(workspace.Query.Hash(term)) ?? workspace.Counts.DocumentFrequency(term);

    private Bm25 Formula(LexicalWorkspace workspace)
    {
        // Statistics without a single term, or an empty list of texts, have no average; no length is then longer than it.
        double average = _statistics?.AverageLength ?? (double)workspace.Counts.TotalLength / workspace.Counts.Count;
        return average > 0 ? new(_k1, _b, average) : new(_k1, 0, 1);
    }
}
