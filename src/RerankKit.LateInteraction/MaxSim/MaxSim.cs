using System.Runtime.InteropServices;

namespace RerankKit.LateInteraction;

/// <summary>MaxSim of one query and one document. Thread-safe.</summary>
public static class MaxSim
{
    /// <summary>Scores a document. For several documents <see cref="MaxSimQuery"/> prepares the query once.</summary>
    /// <param name="query">The query's vectors, at least one.</param>
    /// <param name="document">The document's vectors, of the same dimension.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <returns>The score; <see cref="MaxSimQuery.EmptyDocumentScore"/> for a document without vectors.</returns>
    /// <exception cref="ArgumentException">The dimensions differ, the query has no vector, or a number is not finite.</exception>
    public static float Score(TokenVectors query, TokenVectors document, MaxSimOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        var codec = new Float32Codec(document.Dimension);
        using var packed = new MaxSimQuery(query, codec, options);
        FiniteNumbers.Require(document.Values.Span, float.MaxValue, nameof(document));
        if (BitConverter.IsLittleEndian)
        {
            return packed.Score(MemoryMarshal.AsBytes(document.Values.Span));
        }

        byte[] bytes = new byte[document.Count * codec.BytesPerToken];
        codec.Encode(document.Values.Span, bytes);
        return packed.Score(bytes);
    }
}
