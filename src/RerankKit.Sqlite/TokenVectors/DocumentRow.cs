using System.Buffers.Binary;

namespace RerankKit.Sqlite;

/// <summary>What stands beside a document's vectors.</summary>
/// <param name="Hash">The digest of its text.</param>
/// <param name="Tokens">How many vectors it has.</param>
/// <param name="Checksum">Over id, digest and vectors.</param>
/// <param name="Vectors">The row of its vectors.</param>
internal readonly record struct DocumentRow(UInt128 Hash, long Tokens, Hash128 Checksum, long Vectors)
{
    public const int HashLength = 16;

    /// <summary>Finds the row of a revision's document, in the columns that <see cref="TryRead"/> reads.</summary>
    public const string Lookup = "SELECT hash, tokens, checksum, vectors FROM documents WHERE revision = ?1 AND id = ?2";

    /// <summary>Covers what belongs together: vectors in another document's place are found out too.</summary>
    public static Hash128 ChecksumOf(in TokenVectorKey key, ReadOnlySpan<byte> vectors) =>
        Hash128.OfBytes(vectors).Then(new Hash128((ulong)key.ContentHash, (ulong)(key.ContentHash >> 64))).Then(key.Id);

    public static void Write(UInt128 value, Span<byte> destination) => BinaryPrimitives.WriteUInt128LittleEndian(destination, value);

    public static void Write(Hash128 value, Span<byte> destination) => Write(new UInt128(value.High, value.Low), destination);

    /// <summary>Reads the columns hash, tokens, checksum, vectors.</summary>
    /// <returns>False where they cannot be what was written.</returns>
    public static bool TryRead(SqliteStatement statement, out DocumentRow row)
    {
        ReadOnlySpan<byte> hash = statement.Blob(0);
        ReadOnlySpan<byte> checksum = statement.Blob(2);
        UInt128 hashValue = hash.Length == HashLength ? BinaryPrimitives.ReadUInt128LittleEndian(hash) : default;
        UInt128 check = checksum.Length == HashLength ? BinaryPrimitives.ReadUInt128LittleEndian(checksum) : default;
        row = new(hashValue, statement.Integer(1), new((ulong)check, (ulong)(check >> 64)), statement.Integer(3));
        return hash.Length == HashLength && checksum.Length == HashLength && row.Tokens >= 0;
    }
}
