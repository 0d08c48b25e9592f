
namespace RerankKit;

/// <summary>A query made ready to be scored against many documents by MaxSim. Thread-safe.</summary>
/// <remarks>
/// MaxSim (Khattab and Zaharia, ColBERT, 2020): for each vector of the query the greatest dot product with any vector of the document, summed over the
/// query's vectors. A document without vectors scores <see cref="EmptyDocumentScore"/>, below every document that has some.
/// </remarks>
public sealed class MaxSimQuery : IDisposable
{
    /// <summary>The score of a document of which nothing takes part in scoring.</summary>
    public const float EmptyDocumentScore = float.MinValue;

    private readonly TokenVectors _query;
    private readonly TokenVectorCodec _codec;

    /// <summary>Makes a query ready.</summary>
    /// <param name="query">The query's vectors; at least one, finite, of the codec's dimension.</param>
    /// <param name="codec">How the documents to be scored are kept.</param>
    /// <exception cref="ArgumentException">The dimensions differ, there is no vector, or a number is not finite.</exception>
    public MaxSimQuery(TokenVectors query, TokenVectorCodec codec)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(codec);
        _query = query;
        _codec = codec;
    }

    /// <summary>Scores documents.</summary>
    /// <param name="documents">Encoded documents, each a whole number of vectors as the codec wrote them.</param>
    /// <param name="scores">Receives one score per document; at least as long as <paramref name="documents"/>.</param>
    /// <param name="maxDegreeOfParallelism">How many threads may work on it, this one included; at least 1.</param>
    public void Score(ReadOnlySpan<ReadOnlyMemory<byte>> documents, Span<float> scores, int maxDegreeOfParallelism = 1)
    {
        for (int i = 0; i < documents.Length; i++)
        {
            scores[i] = Score(documents[i].Span);
        }
    }

    /// <summary>Scores one document.</summary>
    /// <param name="document">An encoded document.</param>
    /// <returns>Its score.</returns>
    public float Score(ReadOnlySpan<byte> document)
    {
        int count = document.Length / _codec.BytesPerToken;
        if (count == 0)
        {
            return EmptyDocumentScore;
        }

        float[] vectors = new float[count * _codec.Dimension];
        _codec.Decode(document, vectors);
        float sum = 0;
        for (int q = 0; q < _query.Count; q++)
        {
            float best = float.NegativeInfinity;
            for (int d = 0; d < count; d++)
            {
                float dot = 0;
                for (int k = 0; k < _codec.Dimension; k++)
                {
                    dot += _query[q][k] * vectors[(d * _codec.Dimension) + k];
                }

                best = Math.Max(best, dot);
            }

            sum += best;
        }

        return sum;
    }

    /// <summary>Gives the query's memory back.</summary>
    public void Dispose()
    {
    }
}
