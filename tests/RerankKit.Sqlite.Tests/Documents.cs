using RerankKit.LateInteraction;

namespace RerankKit.Sqlite.Tests;

/// <summary>Documents with vectors that follow from their id and text.</summary>
internal static class Documents
{
    public const int Dimension = 8;

    public static TokenVectorCodec Codec { get; } = TokenVectorCodecs.Create(TokenVectorPrecision.Float32, Dimension);

    public static TokenVectorKey Key(string id, string text = "text") => TokenVectorKey.OfText(text, id);

    public static TokenVectorEntry Entry(string id, string text = "text", int tokens = 3, int dimension = Dimension)
    {
        var random = new Random(((tokens * 4099) + dimension) ^ StableHash(id + "\u0001" + text));
        float[] values = new float[tokens * dimension];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = random.NextSingle() - 0.5f;
        }

        return new(Key(id, text), new(values, dimension));
    }

    public static TokenVectorEntry[] Entries(int count, string text = "text", int tokens = 3, int dimension = Dimension) =>
        [.. Enumerable.Range(0, count).Select(i => Entry($"document {i}", text, tokens, dimension))];

    public static TokenVectorKey[] Keys(this IEnumerable<TokenVectorEntry> entries) => [.. entries.Select(entry => entry.Key)];

    public static byte[] Encoded(this in TokenVectorEntry entry)
    {
        TokenVectorCodec codec = TokenVectorCodecs.Create(TokenVectorPrecision.Float32, entry.Vectors.Dimension);
        byte[] bytes = new byte[entry.Vectors.Count * codec.BytesPerToken];
        codec.Encode(entry.Vectors.Values.Span, bytes);
        return bytes;
    }

    /// <summary>Reads the entries and compares them all.</summary>
    public static async Task AssertHoldsAsync(this ITokenVectorStore store, IReadOnlyList<TokenVectorEntry> entries)
    {
        using StoredTokenVectors stored = await store.ReadAsync(entries.Keys());
        Assert.That(stored.HitCount, Is.EqualTo(entries.Count));
        for (int i = 0; i < entries.Count; i++)
        {
            Assert.That(stored.TryGet(i, out ReadOnlyMemory<byte> bytes), Is.True, entries[i].Key.Id);
            Assert.That(bytes.Span.SequenceEqual(entries[i].Encoded()), Is.True, entries[i].Key.Id);
        }
    }

    public static async Task<bool> HasAsync(this ITokenVectorStore store, TokenVectorKey key)
    {
        using StoredTokenVectors stored = await store.ReadAsync([key]);
        return stored.HitCount == 1;
    }

    /// <summary>Runs commands on a database file that is not open for writing elsewhere, as another program could.</summary>
    public static void Execute(string path, params string[] commands)
    {
        using SqliteConnection connection = Connect(path);
        foreach (string command in commands)
        {
            connection.Execute(command);
        }
    }

    public static long Query(string path, string sql)
    {
        using SqliteConnection connection = Connect(path);
        return connection.QueryInteger(sql);
    }

    private static SqliteConnection Connect(string path) =>
        SqliteConnection.Open(path, path, SQLitePCL.raw.SQLITE_OPEN_READWRITE | SQLitePCL.raw.SQLITE_OPEN_CREATE, TimeSpan.FromSeconds(10));

    private static int StableHash(string text)
    {
        int hash = 17;
        foreach (char c in text)
        {
            hash = unchecked((hash * 31) + c);
        }

        return hash;
    }
}
