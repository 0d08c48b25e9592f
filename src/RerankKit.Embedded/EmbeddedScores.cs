namespace RerankKit.Embedded;

/// <summary>What the scores of <see cref="EmbeddedReranker"/> are.</summary>
public enum EmbeddedScores
{
    /// <summary>The weighted sum of standard scores: how many standard deviations a candidate stands above the mean of this call's candidates. Nothing to compare between queries.</summary>
    Blended,

    /// <summary>
    /// The share of the query's weight that a text covers with the same or like words, 0 to 1, the same in any company: for thresholds. A candidate's score is then that share,
    /// and candidates stand by it, since responses are sorted by score.
    /// </summary>
    Coverage,
}
