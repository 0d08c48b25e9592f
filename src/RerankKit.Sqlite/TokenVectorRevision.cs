namespace RerankKit.Sqlite;

/// <summary>The token vectors of one encoder revision in a database.</summary>
/// <param name="Name">The revision: <see cref="MultiVectorEncoderMetadata.Revision"/>.</param>
/// <param name="CodecId">The codec: <see cref="TokenVectorCodec.Id"/>.</param>
/// <param name="Precision">How numbers are kept.</param>
/// <param name="Dimension">Numbers per vector.</param>
/// <param name="Statistics">Documents, tokens and bytes.</param>
public sealed record TokenVectorRevision(
    string Name, string CodecId, TokenVectorPrecision Precision, int Dimension, TokenVectorStoreStatistics Statistics);
