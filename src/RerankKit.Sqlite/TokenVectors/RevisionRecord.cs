namespace RerankKit.Sqlite;

/// <summary>A revision's row.</summary>
/// <param name="Row">Its number, never used again.</param>
/// <param name="Name">The encoder's revision.</param>
/// <param name="CodecId">What its bytes depend on.</param>
/// <param name="Precision">How its numbers are kept.</param>
/// <param name="Dimension">Numbers per vector.</param>
/// <param name="BytesPerToken">Bytes per vector.</param>
/// <param name="Tables">What a trained codec learned; null for the others.</param>
internal sealed record RevisionRecord(
    long Row, string Name, string CodecId, TokenVectorPrecision Precision, int Dimension, int BytesPerToken, byte[]? Tables)
{
    private const string Columns = "SELECT id, name, codec, precision, dimension, bytes_per_token, tables FROM revisions";

    public static RevisionRecord? Find(SqliteConnection connection, string name) =>
        connection.Prepare(Columns + " WHERE name = ?1").Bind(1, name).First(row => Read(row, connection.Path));

    public static List<RevisionRecord> All(SqliteConnection connection)
    {
        SqliteStatement statement = connection.Prepare(Columns + " ORDER BY id");
        List<RevisionRecord> records = [];
        while (statement.Step())
        {
            records.Add(Read(statement, connection.Path));
        }

        statement.Reset();
        return records;
    }

    public static RevisionRecord Insert(SqliteConnection connection, string name, TokenVectorCodec codec)
    {
        byte[]? tables = CodecTables.Save(codec);
        connection.Prepare("INSERT INTO revisions (name, codec, precision, dimension, bytes_per_token, tables) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
            .Bind(1, name)
            .Bind(2, codec.Id)
            .Bind(3, codec.Precision.ToString())
            .Bind(4, codec.Dimension)
            .Bind(5, codec.BytesPerToken)
            .Bind(6, tables)
            .Run();
        return new(connection.LastInsertRowId, name, codec.Id, codec.Precision, codec.Dimension, codec.BytesPerToken, tables);
    }

    public static void Delete(SqliteConnection connection, long row)
    {
        foreach (string sql in (ReadOnlySpan<string>)
        [
            "DELETE FROM vectors WHERE id IN (SELECT vectors FROM documents WHERE revision = ?1)",
            "DELETE FROM documents WHERE revision = ?1",
            "DELETE FROM revisions WHERE id = ?1",
        ])
        {
            connection.Prepare(sql).Bind(1, row).Run();
        }
    }

    /// <summary>Grows whenever vectors that readers may have kept are replaced or deleted; below zero where the revision is gone.</summary>
    public static long GenerationOf(SqliteConnection connection, long row) =>
        connection.Prepare("SELECT generation FROM revisions WHERE id = ?1").Bind(1, row).First<long?>(static row => row.Integer(0)) ?? -1;

    public static TokenVectorStoreStatistics Count(SqliteConnection connection, long row, int bytesPerToken) =>
        connection.Prepare("SELECT count(*), sum(tokens) FROM documents WHERE revision = ?1").Bind(1, row)
            .First(count => new TokenVectorStoreStatistics(count.Integer(0), count.Integer(1), count.Integer(1) * bytesPerToken))!;

    private static RevisionRecord Read(SqliteStatement statement, string path)
    {
        string name = statement.Text(1);
        return Enum.TryParse(statement.Text(3), out TokenVectorPrecision precision)
            ? new(
                statement.Integer(0),
                name,
                statement.Text(2),
                precision,
                (int)statement.Integer(4),
                (int)statement.Integer(5),
                statement.IsNull(6) ? null : statement.Blob(6).ToArray())
            : throw new InvalidDataException($"The revision '{name}' in {path} has the unknown precision '{statement.Text(3)}'. Update the package.");
    }
}
