namespace RerankKit.Embedded;

/// <content>The parts, for learning to rank.</content>
public sealed partial class EmbeddedReranker
{
    /// <summary>Scores the parts; null where the table does not know the language.</summary>
    internal EmbeddedPartScores? ScoreParts(string query, IReadOnlyList<RerankCandidate> candidates)
    {
        EmbeddedWorkspace workspace = EmbeddedWorkspace.Take();
        try
        {
            Read(workspace, query, candidates, maxLength: null, CancellationToken.None);
            if (Refusal(workspace) is not null)
            {
                return null;
            }

            double[] scores = new double[candidates.Count];
            workspace.Texts.CountPieces(_model.Table);
            ScoreBlended(workspace, candidates, scores, new double[candidates.Count], new int[candidates.Count]);
            EmbeddedParts parts = workspace.Parts;
            return new(parts.Words.ToArray(), parts.Meaning.ToArray(), parts.Lead.ToArray(), parts.Feedback.ToArray(), parts.Topic.ToArray(), scores);
        }
        finally
        {
            EmbeddedWorkspace.Return(workspace);
        }
    }
}
