namespace RerankKit.LateInteraction.Tests;

/// <summary>Documents and an encoder whose vectors follow from the text.</summary>
internal static class TokenVectorSamples
{
    public const int Dimension = 4;

    public static TokenVectorCodec Codec { get; } = TokenVectorCodecs.Create(TokenVectorPrecision.Float32, Dimension);

    public static TokenVectors Vectors(string text)
    {
        float[] values = new float[(text.Length + 1) * Dimension];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = MathF.Sin((text.Length == 0 ? 1 : text[i % text.Length]) * (i + 1));
        }

        return new(values, Dimension);
    }

    public static TokenVectorEntry Entry(string id, string text) => new(TokenVectorKey.OfText(text, id), Vectors(text));

    public static byte[] Encoded(string text)
    {
        TokenVectors vectors = Vectors(text);
        byte[] bytes = new byte[vectors.Count * Codec.BytesPerToken];
        Codec.Encode(vectors.Values.Span, bytes);
        return bytes;
    }

    public static async Task<bool> HoldsAsync(this ITokenVectorStore store, string id, string text)
    {
        using StoredTokenVectors stored = await store.ReadAsync([TokenVectorKey.OfText(text, id)]);
        return stored.TryGet(0, out ReadOnlyMemory<byte> bytes) && bytes.Span.SequenceEqual(Encoded(text));
    }
}
