namespace RerankKit.LateInteraction;

/// <summary>Why a document has its late-interaction score. Immutable.</summary>
public sealed partial class LateInteractionExplanation
{
    internal LateInteractionExplanation(
        string document, double? score, IReadOnlyList<LateInteractionMatch> matches, IReadOnlyList<HighlightedSpan> highlights)
    {
        Document = document;
        Score = score;
        Matches = matches;
        Highlights = highlights;
    }

    /// <summary>The document's text, which the offsets count in.</summary>
    public string Document { get; }

    /// <summary>
    /// The score in double precision from the encoder's own vectors: a reranker that stores them in fewer bits gives nearly the same.
    /// Null when nothing of the query or of the document takes part in scoring.
    /// </summary>
    public double? Score { get; }

    /// <summary>The query's tokens that take part in scoring, in their order, with what each found. Their similarities make the score.</summary>
    public IReadOnlyList<LateInteractionMatch> Matches { get; }

    /// <summary>
    /// The parts of the document that the query's tokens found, in the order of the text: not empty, not overlapping, with neighbours merged, and never cut within
    /// a surrogate pair.
    /// </summary>
    public IReadOnlyList<HighlightedSpan> Highlights { get; }
}
