namespace RerankKit.Embedded;

/// <content>The parts, for learning to rank and for the choice of their weights.</content>
public sealed partial class EmbeddedReranker
{
    /// <summary>Scores the parts; null where the table does not know the language.</summary>
    internal EmbeddedPartScores? ScoreParts(string query, IReadOnlyList<RerankCandidate> candidates) => Read(query, candidates, workspace =>
    {
        double[] scores = new double[candidates.Count];
        ScoreBlended(workspace, candidates, scores, new double[candidates.Count], new int[candidates.Count]);
        EmbeddedParts parts = workspace.Parts;
        return new EmbeddedPartScores(parts.Words.ToArray(), parts.Meaning.ToArray(), parts.Lead.ToArray(), parts.Feedback.ToArray(), parts.Topic.ToArray(), scores);
    });

    /// <summary>Reads and counts the texts of a call; null where the table does not know the language.</summary>
    internal T? Read<T>(string query, IReadOnlyList<RerankCandidate> candidates, Func<EmbeddedWorkspace, T> use)
        where T : class
    {
        EmbeddedWorkspace workspace = EmbeddedWorkspace.Take();
        try
        {
            Read(workspace, query, candidates, maxLength: null, CancellationToken.None);
            if (Refusal(workspace) is not null)
            {
                return null;
            }

            workspace.Texts.CountPieces(_model.Table);
            return use(workspace);
        }
        finally
        {
            EmbeddedWorkspace.Return(workspace);
        }
    }
}
