namespace RerankKit.LateInteraction;

/// <summary>Checks what is to be stored, and encodes it; messages name the document.</summary>
internal static class EntryEncoding
{
    /// <summary>Throws unless every entry has an id and vectors of the codec's dimension.</summary>
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
        }
    }

    /// <summary>How many bytes the document takes.</summary>
    public static int LengthOf(TokenVectorCodec codec, in TokenVectorEntry entry) => checked(entry.Vectors.Count * codec.BytesPerToken);

    /// <summary>Encodes a document that was checked.</summary>
    /// <exception cref="ArgumentException">The codec refuses its numbers.</exception>
    public static void Encode(TokenVectorCodec codec, in TokenVectorEntry entry, Span<byte> destination)
    {
        try
        {
            codec.Encode(entry.Vectors.Values.Span, destination);
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentException($"Document '{entry.Key.Id}' cannot be stored as {codec.Id}. {exception.Message}", nameof(entry), exception);
        }
    }
}
