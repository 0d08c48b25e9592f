using System.Diagnostics;
using RerankKit.Evaluation;
using RerankKit.LateInteraction;

namespace RerankKit.Benchmarks;

/// <summary>The token vectors of a collection's queries and documents, and the rankings that they give.</summary>
internal sealed class EncodedCollection
{
    private readonly Dictionary<string, int> _positions;
    private readonly Dictionary<string, TokenVectors> _queries;
    private readonly TokenVectors[] _documents;

    private EncodedCollection(TokenizedCollection collection, TokenVectors[] documents, Dictionary<string, TokenVectors> queries, TimeSpan elapsed)
    {
        _positions = collection.Documents.Select((document, i) => (document.Id, i)).ToDictionary(StringComparer.Ordinal);
        _documents = documents;
        _queries = queries;
        TimePerDocument = elapsed / documents.Length;
    }

    public long VectorCount => _documents.Sum(document => (long)document.Count);

    public int DocumentCount => _documents.Length;

    public int Dimension => _documents[0].Dimension;

    public TimeSpan TimePerDocument { get; }

    public static async Task<EncodedCollection> EncodeAsync(TokenizedCollection collection, IMultiVectorEncoder encoder)
    {
        string[] texts = [.. collection.Documents.Select(document => document.TitleAndText)];
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<TokenVectors> documents = await encoder.EncodeAsync(texts, TextRole.Document);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        IReadOnlyList<TokenVectors> queries = await encoder.EncodeAsync([.. collection.Dataset.Queries.Select(query => query.Text)], TextRole.Query);
        return new(
            collection,
            [.. documents],
            collection.Dataset.Queries.Select((query, i) => (query.Id, queries[i])).ToDictionary(StringComparer.Ordinal),
            elapsed);
    }

    /// <summary>Every so many vectors of the documents, to train a codec with: <c>[samples, dimension]</c>.</summary>
    public float[] Sample(int samples)
    {
        long step = Math.Max(1, VectorCount / samples);
        var sample = new List<float>();
        long position = 0;
        foreach (TokenVectors document in _documents)
        {
            for (int i = 0; i < document.Count; i++)
            {
                if (position++ % step == 0)
                {
                    sample.AddRange(document[i]);
                }
            }
        }

        return [.. sample];
    }

    /// <summary>The first stage's candidates in the order of MaxSim over documents that are kept by a codec.</summary>
    public Run Rerank(Run firstStage, TokenVectorCodec codec)
    {
        byte[][] stored = new byte[_documents.Length][];
        Parallel.For(0, stored.Length, i =>
        {
            stored[i] = new byte[_documents[i].Count * codec.BytesPerToken];
            codec.Encode(_documents[i].Values.Span, stored[i]);
        });
        var run = new Run(codec.Id);
        foreach (string queryId in firstStage.QueryIds)
        {
            IReadOnlyList<ScoredDocument> candidates = firstStage[queryId];
            TokenVectors query = _queries[queryId];
            if (query.Count == 0)
            {
                run.Add(queryId, candidates);
                continue;
            }

            using var maxSim = new MaxSimQuery(query, codec);
            ReadOnlyMemory<byte>[] documents = [.. candidates.Select(candidate => (ReadOnlyMemory<byte>)stored[_positions[candidate.Id]])];
            float[] scores = new float[documents.Length];
            maxSim.Score(documents, scores, Environment.ProcessorCount);
            run.Add(queryId, candidates.Select((candidate, i) => candidate with { Score = scores[i] }));
        }

        return run;
    }
}
