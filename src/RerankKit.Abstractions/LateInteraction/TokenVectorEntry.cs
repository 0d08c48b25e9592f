namespace RerankKit;

/// <summary>A document's vectors on their way into a store.</summary>
/// <param name="Key">Which document. An entry of the same id is replaced, whatever its text was.</param>
/// <param name="Vectors">Its vectors, in full precision: the store encodes them with its codec.</param>
public readonly record struct TokenVectorEntry(TokenVectorKey Key, TokenVectors Vectors);
