using BenchmarkDotNet.Attributes;
using RerankKit.LateInteraction;
using RerankKit.Sqlite;

namespace RerankKit.Benchmarks;

/// <summary>Filling a database: batches of 128 documents of 200 tokens and 128 dimensions, encoded beforehand, one transaction each.</summary>
public class TokenVectorStoreWrites
{
    private const int BatchSize = 128;
    private readonly TokenVectorCodec _codec = TokenVectorCodecs.Create(TokenVectorPrecision.Float32, 128);
    private string _folder = "";
    private TokenVectorEntry[] _entries = [];
    private RerankDatabase _database = null!;
    private ITokenVectorStore _store = null!;
    private int _batch;

    /// <summary>Whether each commit waits for the disk.</summary>
    [Params(true, false)]
    public bool SurvivesPowerFailure { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("rerankkit-benchmark-").FullName;
        _database = RerankDatabase.Open(Path.Combine(_folder, "vectors.db"), new() { SurvivesPowerFailure = SurvivesPowerFailure, HotCacheBytes = 0 });
        _store = _database.OpenTokenVectors("benchmark", _codec);
        var random = new Random(1);
        _entries = [.. Enumerable.Range(0, BatchSize).Select(i => Entry(random, $"{i}", 200, 128))];
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>New documents.</summary>
    [Benchmark(OperationsPerInvoke = BatchSize)]
    public async Task Insert()
    {
        _batch++;
        await _store.WriteAsync([.. _entries.Select(entry => entry with { Key = entry.Key with { Id = $"{_batch} {entry.Key.Id}" } })]);

        // The file is bounded: what was written before makes room, which costs a write too.
        if (_batch % 8 == 0)
        {
            await _store.DeleteAsync([.. Enumerable.Range(_batch - 7, 8).SelectMany(batch => _entries.Select(entry => $"{batch} {entry.Key.Id}"))]);
        }
    }

    internal static TokenVectorEntry Entry(Random random, string id, int tokens, int dimension)
    {
        float[] values = new float[tokens * dimension];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = random.NextSingle() - 0.5f;
        }

        return new(TokenVectorKey.OfText("text", id), new(values, dimension));
    }
}
