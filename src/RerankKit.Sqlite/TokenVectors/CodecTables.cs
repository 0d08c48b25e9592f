using RerankKit.LateInteraction;

namespace RerankKit.Sqlite;

/// <summary>What a codec needs besides precision and dimension, on its way into the database and back.</summary>
internal static class CodecTables
{
    /// <summary>The tables of a trained codec; null for a codec that needs none.</summary>
    public static byte[]? Save(TokenVectorCodec codec)
    {
        if (codec is not ResidualCodec residual)
        {
            return null;
        }

        using var tables = new MemoryStream();
        residual.Save(tables);
        return tables.ToArray();
    }

    /// <summary>The codec of a revision.</summary>
    /// <exception cref="InvalidDataException">What is stored is damaged, or makes another codec than it says.</exception>
    public static TokenVectorCodec Restore(RevisionRecord record, string path)
    {
        TokenVectorCodec codec;
        try
        {
            codec = record.Tables is null ? TokenVectorCodecs.Create(record.Precision, record.Dimension) : ResidualCodec.Load(new MemoryStream(record.Tables));
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentException)
        {
            throw Damaged(record, path, exception.Message, exception);
        }

        return codec.Id == record.CodecId && codec.BytesPerToken == record.BytesPerToken && codec.Dimension == record.Dimension
            ? codec
            : throw Damaged(record, path, $"It was written as {record.CodecId}, and its tables make {codec.Id}.", inner: null);
    }

    private static InvalidDataException Damaged(RevisionRecord record, string path, string what, Exception? inner) =>
        new($"The codec of revision '{record.Name}' is damaged in {path}: {what} Delete the revision and build it anew.", inner);
}
