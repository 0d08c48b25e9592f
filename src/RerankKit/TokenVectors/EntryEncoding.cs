using System.Numerics;

namespace RerankKit;

/// <summary>Checks what is to be stored, and encodes it; messages name the document.</summary>
internal static class EntryEncoding
{
    /// <summary>Throws unless every entry has an id and vectors of the codec's dimension, all of them finite.</summary>
    public static void Check(TokenVectorCodec codec, IReadOnlyList<TokenVectorEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        for (int i = 0; i < entries.Count; i++)
        {
            (TokenVectorKey key, TokenVectors vectors) = entries[i];
            if (key.Id is null || vectors is null)
            {
                throw new ArgumentException($"Entry {i} has no {(key.Id is null ? "id" : "vectors")} (null).", nameof(entries));
            }

            if (vectors.Dimension != codec.Dimension)
            {
                throw new ArgumentException(
                    $"Document '{key.Id}' has vectors of {vectors.Dimension} numbers; the store keeps vectors of {codec.Dimension}, as its encoder makes them.", nameof(entries));
            }

            if (!IsFinite(vectors.Values.Span))
            {
                throw new ArgumentException($"Document '{key.Id}' has a vector with NaN or infinity; its encoder made none that can be scored.", nameof(entries));
            }
        }
    }

    /// <summary>How many bytes the document takes.</summary>
    public static int LengthOf(TokenVectorCodec codec, in TokenVectorEntry entry) => checked(entry.Vectors.Count * codec.BytesPerToken);

    private static bool IsFinite(ReadOnlySpan<float> values)
    {
        // x - x is 0 for every finite x, and NaN for the others.
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var part = new Vector<float>(values[i..]);
            if (!Vector.EqualsAll(part - part, Vector<float>.Zero))
            {
                return false;
            }
        }

        for (; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                return false;
            }
        }

        return true;
    }
}
