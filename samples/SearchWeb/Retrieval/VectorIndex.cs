using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using RerankKit;
using RerankKit.LateInteraction;

namespace SearchWeb.Retrieval;

/// <summary>Cosine similarity over all passages: a matrix of the vectors that an embedding generator makes. Whole once it is built.</summary>
internal sealed class VectorIndex(IReadOnlyList<RerankCandidate> passages, IEmbeddingGenerator<string, Embedding<float>> generator, ITokenVectorStoreProvider stores)
{
    // Small, as a search waits for the batch before it.
    private const int BatchSize = 8;
    private float[] _vectors = [];
    private int _dimension;
    private int _embedded;

    public int Count => passages.Count;

    /// <summary>How many passages have their vector so far.</summary>
    public int Embedded => Volatile.Read(ref _embedded);

    public bool IsWhole => Embedded == Count;

    /// <summary>Embeds what the store does not have yet, and keeps it there.</summary>
    public async Task BuildAsync(CancellationToken cancellationToken)
    {
        var metadata = generator.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingModelMetadata
            ?? throw new InvalidOperationException($"The embedding generator {generator.GetType()} does not say which model it runs, so that its vectors cannot be kept.");
        _dimension = (await generator.GenerateVectorAsync(passages[0].Text, cancellationToken: cancellationToken)).Length;
        _vectors = new float[(long)_dimension * Count];
        using ITokenVectorStore store = stores.Open(new(metadata.ProviderName ?? "embeddings", _dimension) { Revision = $"{metadata.Revision};first-stage" });
        foreach (int[] batch in Enumerable.Range(0, Count).Chunk(BatchSize))
        {
            await AddAsync(batch, store, cancellationToken);
            Volatile.Write(ref _embedded, batch[^1] + 1);
        }
    }

    /// <summary>The passages nearest to the query, best first, with their cosines.</summary>
    public async Task<IReadOnlyList<(int Passage, double Score)>> SearchAsync(string query, int depth, CancellationToken cancellationToken)
    {
        float[] vector = (await generator.GenerateVectorAsync(query, cancellationToken: cancellationToken)).ToArray();
        Normalize(vector);
        var best = new PriorityQueue<int, (float Score, int Order)>(depth + 1);
        for (int i = 0; i < Embedded; i++)
        {
            best.Enqueue(i, (TensorPrimitives.Dot<float>(Row(i), vector), -i));
            if (best.Count > depth)
            {
                best.Dequeue();
            }
        }

        var found = new (int, double)[best.Count];
        while (best.TryDequeue(out int passage, out (float Score, int) key))
        {
            found[best.Count] = (passage, key.Score);
        }

        return found;
    }

    private async Task AddAsync(int[] batch, ITokenVectorStore store, CancellationToken cancellationToken)
    {
        TokenVectorKey[] keys = Array.ConvertAll(batch, i => TokenVectorKey.OfText(passages[i].Text));
        var missing = new List<int>();
        using (StoredTokenVectors stored = await store.ReadAsync(keys, cancellationToken))
        {
            for (int k = 0; k < batch.Length; k++)
            {
                if (stored.TryGet(k, out ReadOnlyMemory<byte> bytes) && bytes.Length == store.Codec.BytesPerToken)
                {
                    store.Codec.Decode(bytes.Span, Row(batch[k]));
                }
                else
                {
                    missing.Add(k);
                }
            }
        }

        if (missing.Count > 0)
        {
            GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync(missing.Select(k => passages[batch[k]].Text), cancellationToken: cancellationToken);
            for (int m = 0; m < missing.Count; m++)
            {
                Span<float> row = Row(batch[missing[m]]);
                embeddings[m].Vector.Span.CopyTo(row);
                Normalize(row);
            }

            await store.WriteAsync([.. missing.Select(k => new TokenVectorEntry(keys[k], new(Row(batch[k]).ToArray(), _dimension)))], cancellationToken);
        }
    }

    private Span<float> Row(int passage) => _vectors.AsSpan(passage * _dimension, _dimension);

    // A text without any token may have the zero vector, which is near to nothing.
    private static void Normalize(Span<float> vector)
    {
        float length = TensorPrimitives.Norm<float>(vector);
        if (length > 0)
        {
            TensorPrimitives.Divide(vector, length, vector);
        }
    }
}
