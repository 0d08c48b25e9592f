using System.Buffers;

namespace RerankKit.Sqlite;

/// <summary>Walks a whole database and lists what is damaged.</summary>
internal static class DatabaseVerifier
{
    private const int MaxProblems = 1000;
    private const int ReportEvery = 256;

    public static RerankDatabaseVerification Verify(SqliteConnection connection, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        List<string> problems = [];
        long documents = 0;
        try
        {
            CheckPages(connection, problems);
            foreach (RevisionRecord record in RevisionRecord.All(connection))
            {
                documents = CheckDocuments(connection, record, problems, documents, progress, cancellationToken);
            }

            long orphans = connection.QueryInteger("SELECT count(*) FROM vectors WHERE id NOT IN (SELECT vectors FROM documents)");
            if (orphans > 0)
            {
                problems.Add($"{orphans} vectors belong to no document.");
            }
        }
        catch (InvalidDataException exception)
        {
            // So damaged that the walk cannot go on.
            problems.Add(exception.Message);
        }

        progress?.Report(documents);
        return new() { DocumentCount = documents, Problems = problems };
    }

    private static void CheckPages(SqliteConnection connection, List<string> problems)
    {
        foreach (string sql in (ReadOnlySpan<string>)["PRAGMA integrity_check", "PRAGMA foreign_key_check"])
        {
            SqliteStatement statement = connection.Prepare(sql);
            while (statement.Step() && problems.Count < MaxProblems)
            {
                string text = statement.Text(0);
                if (text != "ok")
                {
                    problems.Add(sql.EndsWith("integrity_check", StringComparison.Ordinal) ? text : $"A row of {text} belongs to nothing.");
                }
            }

            statement.Reset();
        }
    }

    private static long CheckDocuments(
        SqliteConnection connection, RevisionRecord record, List<string> problems, long documents, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        SqliteStatement ids = connection.Prepare("SELECT id, hash FROM documents WHERE revision = ?1 ORDER BY id").Bind(1, record.Row);
        while (ids.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            string id = ids.Text(0);
            try
            {
                // A blob's handle that failed is of no further use, so each document has its own.
                using var reader = new DocumentReader(connection, record.Row, record.BytesPerToken);
                Check(reader, id);
            }
            catch (InvalidDataException exception)
            {
                if (problems.Count < MaxProblems)
                {
                    problems.Add($"Revision '{record.Name}': {exception.Message}");
                }
            }

            if (++documents % ReportEvery == 0)
            {
                progress?.Report(documents);
            }
        }

        ids.Reset();
        return documents;
    }

    private static void Check(DocumentReader reader, string id)
    {
        if (!reader.TryFind(id, out DocumentRow row))
        {
            throw new InvalidDataException($"Document '{id}' stands in the table, and is not found by its key.");
        }

        int length = reader.MoveTo(id, row);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            reader.Read(new(id, row.Hash), row, buffer.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
