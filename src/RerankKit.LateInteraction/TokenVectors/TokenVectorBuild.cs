namespace RerankKit.LateInteraction;

/// <summary>One filling of a store: looks batches of documents up, encodes what is missing, and stores it.</summary>
internal sealed class TokenVectorBuild(ITokenVectorStore store, IMultiVectorEncoder encoder, TokenVectorBuildOptions options)
{
    private readonly int _batchSize = options.BatchSize;
    private readonly IProgress<TokenVectorBuildProgress>? _observer = options.Progress;
    private readonly List<(TokenVectorKey Key, string Text)> _missing = [];
    private readonly HashSet<string> _missingIds = new(StringComparer.Ordinal);
    private TokenVectorBuildProgress _progress;

    public async Task<TokenVectorBuildProgress> RunAsync(IAsyncEnumerable<(string Id, string Text)> documents, CancellationToken cancellationToken)
    {
        long count = 0;
        await foreach ((string Id, string Text)[] read in documents.Chunk(_batchSize).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            foreach ((string id, string text) in read)
            {
                if (id is null || text is null)
                {
                    throw new ArgumentException($"Document {count} ('{id}') has no {(id is null ? "id" : "text")} (null).", nameof(documents));
                }

                count++;
            }

            await LookUpAsync(Array.ConvertAll(read, document => (TokenVectorKey.OfText(document.Text, document.Id), document.Text)), cancellationToken).ConfigureAwait(false);
        }

        if (_missing.Count > 0)
        {
            await StoreAsync(_missing.Count, cancellationToken).ConfigureAwait(false);
        }

        return _progress;
    }

    private async Task LookUpAsync((TokenVectorKey Key, string Text)[] read, CancellationToken cancellationToken)
    {
        bool[] found = await store.ContainsAsync([.. read.Select(document => document.Key)], cancellationToken).ConfigureAwait(false);
        int skipped = 0;
        for (int i = 0; i < found.Length; i++)
        {
            // Where another text waits under this id, the store's answer will be an old one.
            if (found[i] && !_missingIds.Contains(read[i].Key.Id))
            {
                skipped++;
            }
            else
            {
                _missing.Add(read[i]);
                _missingIds.Add(read[i].Key.Id);
            }
        }

        _progress = _progress with { DocumentCount = _progress.DocumentCount + skipped, SkippedCount = _progress.SkippedCount + skipped };
        if (_missing.Count >= _batchSize)
        {
            await StoreAsync(_batchSize, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            _observer?.Report(_progress);
        }
    }

    private async Task StoreAsync(int count, CancellationToken cancellationToken)
    {
        List<(TokenVectorKey Key, string Text)> batch = _missing.GetRange(0, count);
        IReadOnlyList<TokenVectors> vectors = await encoder.EncodeAsync(
            [.. batch.Select(document => document.Text)], TextRole.Document, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (vectors.Count != count)
        {
            throw new InvalidOperationException($"{encoder.GetType()} gave {vectors.Count} answers to {count} texts; it must give one for each.");
        }

        long tokens = 0;
        var entries = new TokenVectorEntry[count];
        for (int i = 0; i < count; i++)
        {
            entries[i] = new(batch[i].Key, vectors[i]);
            tokens += vectors[i].Count;
        }

        await store.WriteAsync(entries, cancellationToken).ConfigureAwait(false);
        _missing.RemoveRange(0, count);
        _missingIds.Clear();
        _missingIds.UnionWith(_missing.Select(document => document.Key.Id));
        _progress = _progress with
        {
            DocumentCount = _progress.DocumentCount + count,
            StoredCount = _progress.StoredCount + count,
            TokenCount = _progress.TokenCount + tokens,
            TruncatedCount = _progress.TruncatedCount + vectors.Count(text => text.IsTruncated),
        };
        _observer?.Report(_progress);
    }
}
