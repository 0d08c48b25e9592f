using BenchmarkDotNet.Attributes;
using RerankKit.LateInteraction;
using RerankKit.Sqlite;

namespace RerankKit.Benchmarks;

/// <summary>Reading 200 documents of 200 tokens and 128 dimensions (20 MB in single precision) in one call, out of 1,000.</summary>
public class TokenVectorStoreBenchmarks
{
    private const int Stored = 1000;
    private const int Read = 200;
    private const int Tokens = 200;
    private const int Dimension = 128;
    private readonly TokenVectorCodec _codec = TokenVectorCodecs.Create(TokenVectorPrecision.Float32, Dimension);
    private string _folder = "";
    private TokenVectorKey[] _keys = [];
    private RerankDatabase _database = null!;
    private RerankDatabase _hotDatabase = null!;
    private ITokenVectorStore _file = null!;
    private ITokenVectorStore _hot = null!;
    private MemoryTokenVectorStore _memory = null!;

    // The toolchain does not wait for a setup that is asynchronous.
    [GlobalSetup]
    public void SetUp() => SetUpAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void CleanUp()
    {
        _database.Dispose();
        _hotDatabase.Dispose();
        _memory.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>From the file, which the operating system has in memory; every document is verified.</summary>
    [Benchmark(Baseline = true)]
    public Task<int> FromFile() => ReadAsync(_file);

    /// <summary>From the hot cache.</summary>
    [Benchmark]
    public Task<int> FromHotCache() => ReadAsync(_hot);

    /// <summary>From the store in memory.</summary>
    [Benchmark]
    public Task<int> FromMemory() => ReadAsync(_memory);

    private async Task SetUpAsync()
    {
        _folder = Directory.CreateTempSubdirectory("rerankkit-benchmark-").FullName;
        string path = Path.Combine(_folder, "vectors.db");
        _database = RerankDatabase.Open(path, new() { HotCacheBytes = 0 });
        _hotDatabase = RerankDatabase.Open(path, new() { HotCacheBytes = 64 << 20 });
        _file = _database.OpenTokenVectors("benchmark", _codec);
        _hot = _hotDatabase.OpenTokenVectors("benchmark");
        _memory = new MemoryTokenVectorStore("benchmark", _codec);
        var random = new Random(1);
        foreach (TokenVectorEntry[] batch in Enumerable.Range(0, Stored).Select(i => TokenVectorStoreWrites.Entry(random, $"{i}", Tokens, Dimension)).Chunk(100))
        {
            await _file.WriteAsync(batch);
            await _memory.WriteAsync(batch);
        }

        // Spread over the file, as the candidates of a search are.
        _keys = [.. Enumerable.Range(0, Read).Select(i => TokenVectorKey.OfText("text", $"{i * 5}"))];
    }

    private async Task<int> ReadAsync(ITokenVectorStore store)
    {
        using StoredTokenVectors stored = await store.ReadAsync(_keys);
        return stored.HitCount == Read ? Read : throw new InvalidOperationException($"{stored.HitCount} of {Read} documents were found.");
    }
}
