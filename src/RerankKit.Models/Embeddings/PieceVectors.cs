namespace RerankKit.Models;

/// <summary>What an embedding model says of single pieces of its vocabulary, each in a text of nothing but the piece and a template's words.</summary>
/// <param name="model">The model; its graph puts out a vector per token.</param>
internal sealed class PieceVectors(TextEmbeddingGenerator model)
{
    // So many at a time: between two calls the work can be stopped, and batches do not depend on how many there are in all.
    private const int PiecesPerCall = 4096;

    // The id of no piece: tells where in a sequence the piece stands.
    private const int Mark = -1;

    /// <summary>Reads pieces.</summary>
    /// <param name="pieces">Their ids.</param>
    /// <param name="before">The words in front of each; empty for none.</param>
    /// <param name="after">The words behind each; empty for none.</param>
    /// <param name="done">Told how many are done; null for nobody.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>
    /// One behind the other: the hidden states of the pieces, <c>[pieces, width]</c>, and what the model's pooling makes of each text, <c>[pieces, pooled]</c>, neither brought to length 1.
    /// </returns>
    public async Task<(float[] States, float[] Pooled)> ReadAsync(
        ReadOnlyMemory<int> pieces, string before, string after, Action<int>? done, CancellationToken cancellationToken)
    {
        int[] front = Words(before);
        int[] back = Words(after);
        var reader = new Reader(model.Pooling, pieces.Length, Array.IndexOf(Layout([.. front, Mark, .. back]).Ids, Mark));
        for (int first = 0; first < pieces.Length; first += PiecesPerCall)
        {
            cancellationToken.ThrowIfCancellationRequested();
            reader.First = first;
            int[] part = pieces.Slice(first, Math.Min(PiecesPerCall, pieces.Length - first)).ToArray();
            await model.ReadTokensAsync([.. part.Select(piece => Layout([.. front, piece, .. back]))], reader, cancellationToken).ConfigureAwait(false);
            done?.Invoke(first + part.Length);
        }

        return (reader.States, reader.Pooled);
    }

    private int[] Words(string text) => text.Length == 0 ? [] : [.. model.Tokenizer.Encode(text, textB: null, new() { AddSpecialTokens = false }).Ids];

    private TokenSequence Layout(int[] tokens)
    {
        int[] ids = new int[tokens.Length + model.Tokenizer.SpecialTokenCount(pair: false)];
        int[] types = new int[ids.Length];
        model.Tokenizer.Compose(tokens, ids, types);
        return new(ids, types);
    }

    private sealed class Reader(IReadOnlyList<EmbeddingPooling> pooling, int count, int place) : ITokenVectorSink
    {
        private readonly Lock _gate = new();

        public float[] States { get; private set; } = [];

        public float[] Pooled { get; private set; } = [];

        /// <summary>Which piece the first sequence of the call is about.</summary>
        public int First { get; set; }

        public void Write(int index, ReadOnlySpan<int> tokens, ReadOnlySpan<float> values)
        {
            int width = values.Length / tokens.Length;
            Reserve(width);
            values.Slice(place * width, width).CopyTo(States.AsSpan((First + index) * width));
            int pooled = pooling.Count * width;
            TokenPooler.Pool(pooling, values, width, skipped: 0, Pooled.AsSpan((First + index) * pooled, pooled));
        }

        private void Reserve(int width)
        {
            lock (_gate)
            {
                if (States.Length == 0)
                {
                    (States, Pooled) = (new float[count * width], new float[count * width * pooling.Count]);
                }
            }
        }
    }
}
