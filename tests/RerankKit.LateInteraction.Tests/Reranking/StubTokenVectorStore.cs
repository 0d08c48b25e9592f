using System.Collections.Concurrent;

namespace RerankKit.LateInteraction.Tests;

/// <summary>A store in a dictionary that remembers its calls; callbacks may fail or wait before it answers.</summary>
internal sealed class StubTokenVectorStore(TokenVectorCodec? codec = null, string revision = "r1") : ITokenVectorStore
{
    private readonly ConcurrentDictionary<TokenVectorKey, byte[]> _documents = new();

    public string Revision { get; } = revision;

    public TokenVectorCodec Codec { get; } = codec ?? TokenVectorCodecs.Create(TokenVectorPrecision.Float32, WordEncoder.Dimension);

    public Func<CancellationToken, Task> BeforeRead { get; set; } = _ => Task.CompletedTask;

    public Func<CancellationToken, Task> BeforeWrite { get; set; } = _ => Task.CompletedTask;

    public Func<byte[], byte[]> OnRead { get; set; } = document => document;

    public int Reads { get; private set; }

    public int Writes { get; private set; }

    public int OpenAnswers => _openAnswers;

    public int Count => _documents.Count;

    public int DisposeCount { get; private set; }

    private int _openAnswers;

    public async ValueTask<StoredTokenVectors> ReadAsync(IReadOnlyList<TokenVectorKey> keys, CancellationToken cancellationToken = default)
    {
        Reads++;
        await BeforeRead(cancellationToken);
        Interlocked.Increment(ref _openAnswers);
        return new(
            [.. keys.Select(key => _documents.TryGetValue(key, out byte[]? document) ? (ReadOnlyMemory<byte>?)OnRead(document) : null)],
            new Owner(() => Interlocked.Decrement(ref _openAnswers)));
    }

    public async ValueTask WriteAsync(IReadOnlyList<TokenVectorEntry> entries, CancellationToken cancellationToken = default)
    {
        Writes++;
        await BeforeWrite(cancellationToken);
        foreach (TokenVectorEntry entry in entries)
        {
            byte[] document = new byte[entry.Vectors.Count * Codec.BytesPerToken];
            Codec.Encode(entry.Vectors.Values.Span, document);
            _documents[entry.Key] = document;
        }
    }

    public async Task AddAsync(params RerankCandidate[] candidates) =>
        await WriteAsync([.. candidates.Select(candidate => new TokenVectorEntry(TokenVectorKey.OfText(candidate.Text, candidate.Id), WordEncoder.Encode(candidate.Text)))]);

    public ValueTask<int> DeleteAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<TokenVectorStoreStatistics> GetStatisticsAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public void Dispose() => DisposeCount++;

    private sealed class Owner(Action release) : IDisposable
    {
        public void Dispose() => release();
    }
}
