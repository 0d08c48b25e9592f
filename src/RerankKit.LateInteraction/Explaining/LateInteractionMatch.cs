namespace RerankKit.LateInteraction;

/// <summary>What one token of a query found in a document.</summary>
/// <param name="QueryToken">The query's token.</param>
/// <param name="DocumentToken">The document's token that is most similar to it, the first of equals; null when the document has none.</param>
/// <param name="Similarity">
/// Their dot product, which this token adds to the score: a cosine, unless the encoder weights its tokens. 0 when the document has no token.
/// </param>
public readonly record struct LateInteractionMatch(EncodedToken QueryToken, EncodedToken? DocumentToken, double Similarity);
