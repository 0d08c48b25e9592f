namespace RerankKit;

/// <summary>What a store of token vectors holds.</summary>
/// <param name="DocumentCount">Documents.</param>
/// <param name="TokenCount">Vectors, of all documents.</param>
/// <param name="ByteCount">Bytes of the encoded vectors, without keys and indexes.</param>
public readonly record struct TokenVectorStoreStatistics(long DocumentCount, long TokenCount, long ByteCount);
