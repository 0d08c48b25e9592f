namespace RerankKit.LateInteraction;

/// <summary>Explains what a multi-vector encoder makes of a pair.</summary>
public static class LateInteractionExplanationExtensions
{
    /// <summary>Explains how well a document answers a query: which of its tokens each token of the query found.</summary>
    /// <param name="encoder">The encoder; it has to fill <see cref="TokenVectors.Tokens"/>.</param>
    /// <param name="query">What the user asked; not blank.</param>
    /// <param name="document">The document's text.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The explanation, from full-precision vectors and with the sum of the similarities as score.</returns>
    /// <exception cref="ArgumentException"><paramref name="query"/> is null or blank, or <paramref name="document"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The encoder does not say what its vectors stand for, or its answer is none that can be read.</exception>
    public static Task<LateInteractionExplanation> ExplainAsync(
        this IMultiVectorEncoder encoder, string query, string document, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentException.ThrowIfNullOrWhiteSpace(query);
        ArgumentNullException.ThrowIfNull(document);
        return LateInteractionExplainer.ExplainAsync(encoder, query, document, MaxSimAggregation.Sum, cancellationToken);
    }
}
