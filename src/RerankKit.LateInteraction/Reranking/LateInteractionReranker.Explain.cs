namespace RerankKit.LateInteraction;

/// <content>Explanations.</content>
public sealed partial class LateInteractionReranker
{
    /// <summary>Explains the score of a document: which of its tokens each token of the query found.</summary>
    /// <param name="query">What the user asked; not blank.</param>
    /// <param name="document">The document's text. It is encoded anew, whatever the store has.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The explanation, from full-precision vectors of all tokens: the score differs from the ranking's by what the store's precision and an encoder's pooling
    /// leave out.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="query"/> is null or blank, or <paramref name="document"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The encoder does not say what its vectors stand for, or its answer is none that can be read.</exception>
    public Task<LateInteractionExplanation> ExplainAsync(string query, string document, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(query);
        ArgumentNullException.ThrowIfNull(document);
        return LateInteractionExplainer.ExplainAsync(_encoder, query, document, _options.Aggregation, cancellationToken);
    }
}
