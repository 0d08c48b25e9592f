using Microsoft.ML.OnnxRuntime;

namespace RerankKit.EmbeddedModel;

/// <summary>What a published BERT says of single pieces of its vocabulary, each in a sentence of nothing but the piece and a template's words.</summary>
/// <remarks>A run is on one thread and takes whole batches that do not depend on how many threads there are, so that the numbers do not either.</remarks>
internal sealed class PieceVectors : IDisposable
{
    public const int Dimension = 384;
    private const int BatchSize = 128;
    private const int Start = 101;
    private const int End = 102;
    private readonly InferenceSession _session;
    private readonly SessionOptions _options = new() { IntraOpNumThreads = 1, InterOpNumThreads = 1 };

    public PieceVectors(string graph) => _session = new(graph, _options);

    /// <summary>The vector of [CLS] of each piece alone.</summary>
    public float[] OfText(ReadOnlySpan<int> pieces) => Run(pieces.ToArray(), [], [], position: 0);

    /// <summary>The vector of the piece itself, behind <paramref name="before"/> and in front of <paramref name="after"/>.</summary>
    public float[] OfPiece(ReadOnlySpan<int> pieces, int[] before, int[] after) => Run(pieces.ToArray(), before, after, position: 1 + before.Length);

    public void Dispose()
    {
        _session.Dispose();
        _options.Dispose();
    }

    private float[] Run(int[] pieces, int[] before, int[] after, int position)
    {
        float[] vectors = new float[pieces.Length * Dimension];
        int batches = (pieces.Length + BatchSize - 1) / BatchSize;
        Parallel.For(0, batches, batch =>
        {
            int first = batch * BatchSize;
            int[] part = pieces[first..Math.Min(pieces.Length, first + BatchSize)];
            RunBatch(part, before, after, position, vectors.AsSpan(first * Dimension, part.Length * Dimension));
        });
        return vectors;
    }

    private void RunBatch(int[] pieces, int[] before, int[] after, int position, Span<float> vectors)
    {
        long[] ids = [.. pieces.SelectMany(piece => (IEnumerable<int>)[Start, .. before, piece, .. after, End]).Select(id => (long)id)];
        int length = ids.Length / pieces.Length;
        long[] shape = [pieces.Length, length];
        long[] ones = new long[ids.Length];
        Array.Fill(ones, 1L);
        using OrtValue tokens = OrtValue.CreateTensorValueFromMemory(ids, shape);
        using OrtValue mask = OrtValue.CreateTensorValueFromMemory(ones, shape);
        using OrtValue types = OrtValue.CreateTensorValueFromMemory(new long[ids.Length], shape);
        using var run = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(
            run, ["input_ids", "attention_mask", "token_type_ids"], [tokens, mask, types], ["last_hidden_state"]);
        ReadOnlySpan<float> states = outputs[0].GetTensorDataAsSpan<float>();
        for (int i = 0; i < pieces.Length; i++)
        {
            states.Slice(((i * length) + position) * Dimension, Dimension).CopyTo(vectors[(i * Dimension)..]);
        }
    }
}
