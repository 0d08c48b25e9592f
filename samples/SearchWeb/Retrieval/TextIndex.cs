using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using RerankKit;

namespace SearchWeb.Retrieval;

/// <summary>BM25 over all passages: SQLite's FTS5, in memory. Safe for many threads, one at a time.</summary>
internal sealed partial class TextIndex : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly SqliteCommand _search;

    public TextIndex(IReadOnlyList<RerankCandidate> passages)
    {
        _connection.Open();
        Execute("CREATE VIRTUAL TABLE passages USING fts5(text, content='', tokenize='porter unicode61 remove_diacritics 2')");
        using (SqliteTransaction transaction = _connection.BeginTransaction())
        using (SqliteCommand insert = _connection.CreateCommand())
        {
            insert.CommandText = "INSERT INTO passages(rowid, text) VALUES ($row, $text)";
            SqliteParameter row = insert.Parameters.Add("$row", SqliteType.Integer);
            SqliteParameter text = insert.Parameters.Add("$text", SqliteType.Text);
            for (int i = 0; i < passages.Count; i++)
            {
                (row.Value, text.Value) = (i, passages[i].Text);
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        Execute("INSERT INTO passages(passages) VALUES ('optimize')");
        _search = _connection.CreateCommand();
        _search.CommandText = "SELECT rowid, rank FROM passages WHERE passages MATCH $words ORDER BY rank, rowid LIMIT $depth";
        _search.Parameters.Add("$words", SqliteType.Text);
        _search.Parameters.Add("$depth", SqliteType.Integer);
    }

    /// <summary>The passages that have any word of the query, best first, with BM25 scores (higher is better).</summary>
    public IReadOnlyList<(int Passage, double Score)> Search(string query, int depth)
    {
        // Quoted, a word is never taken for an operator of FTS5.
        string words = string.Join(" OR ", Words().Matches(query).Select(word => $"\"{word.Value}\""));
        if (words.Length == 0)
        {
            return [];
        }

        var found = new List<(int, double)>(depth);
        lock (_gate)
        {
            _search.Parameters["$words"].Value = words;
            _search.Parameters["$depth"].Value = depth;
            using SqliteDataReader reader = _search.ExecuteReader();
            while (reader.Read())
            {
                found.Add((reader.GetInt32(0), -reader.GetDouble(1)));
            }
        }

        return found;
    }

    public void Dispose()
    {
        _search.Dispose();
        _connection.Dispose();
    }

    private void Execute(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    [GeneratedRegex(@"[\p{L}\p{M}\p{N}]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Words();
}
