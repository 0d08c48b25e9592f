namespace RerankKit.Sqlite;

/// <summary>What a codec needs besides precision and dimension, on its way into the database and back.</summary>
internal static class CodecTables
{
    /// <summary>The tables of a trained codec; null for a codec that needs none.</summary>
    public static byte[]? Save(TokenVectorCodec codec) =>
        IsTrained(codec.Precision) ? throw new NotSupportedException($"Codec {codec.Id} cannot be kept in a database.") : null;

    /// <summary>The codec of a revision.</summary>
    public static TokenVectorCodec Restore(RevisionRecord record) => TokenVectorCodec.Create(record.Precision, record.Dimension);

    private static bool IsTrained(TokenVectorPrecision precision) => precision is TokenVectorPrecision.Residual1Bit or TokenVectorPrecision.Residual2Bit;
}
