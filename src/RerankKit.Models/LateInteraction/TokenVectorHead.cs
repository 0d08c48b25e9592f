using System.Buffers;

namespace RerankKit.Models;

/// <summary>Hands each sequence's part of an output [batch, tokens, width] to the sink of its request.</summary>
internal sealed class TokenVectorHead(int output, GraphTensor info) : IVectorHead
{
    // What the exporters of late-interaction models call it, the most telling first.
    private static readonly string[] Names = ["contextual", "output", "token_embeddings", "last_hidden_state"];
    private int _width;

    /// <inheritdoc/>
    public int Output => output;

    /// <inheritdoc/>
    public string Name => info.Name;

    /// <inheritdoc/>
    public int Width => Volatile.Read(ref _width);

    /// <summary>Finds the output with one row of numbers per token.</summary>
    /// <param name="outputs">What the graph puts out.</param>
    /// <param name="name">The output's name; null for the one that is called as exporters call it, or else the first that fits.</param>
    /// <param name="graph">The graph, for the message.</param>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static TokenVectorHead Find(IReadOnlyList<GraphTensor> outputs, string? name, string graph)
    {
        int[] candidates = [.. Enumerable.Range(0, outputs.Count).Where(i => outputs[i].Shape.Length == 3 && (name is null || outputs[i].Name == name)
            && outputs[i].ElementType is GraphElementType.Float or GraphElementType.Float16 or GraphElementType.BFloat16 or GraphElementType.Double)];
        if (candidates.Length == 0)
        {
            throw new InvalidDataException(
                $"'{graph}' has no output {(name is null ? "" : $"'{name}' ")}[batch, tokens, width] but {string.Join(", ", outputs)}: it gives no vector per token. Export the model for feature extraction, without pooling.");
        }

        int chosen = candidates.MinBy(i => Array.IndexOf(Names, outputs[i].Name) is >= 0 and int rank ? rank : Names.Length);
        return new(chosen, outputs[chosen]);
    }

    /// <inheritdoc/>
    public void Read(GraphTensorView output, SequenceBatch batch)
    {
        int width = Check(output, batch);
        if (output.ElementType == GraphElementType.Float)
        {
            Deliver(output.Floats, batch, width);
            return;
        }

        float[] buffer = ArrayPool<float>.Shared.Rent(output.Length);
        output.CopyTo(buffer);
        Deliver(buffer.AsSpan(0, output.Length), batch, width);
        ArrayPool<float>.Shared.Return(buffer);
    }

    private static void Deliver(ReadOnlySpan<float> values, SequenceBatch batch, int width)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            (SequenceRequest request, int index) = batch.Row(row);
            ReadOnlySpan<int> tokens = batch.Tokens(row);
            request.Sink?.Write(index, tokens, values.Slice(row * batch.Length * width, tokens.Length * width));
            batch.Logits[row] = 0;
        }
    }

    private int Check(GraphTensorView output, SequenceBatch batch)
    {
        ReadOnlySpan<long> shape = output.Shape;
        if (shape.Length != 3 || shape[0] != batch.Count || shape[1] != batch.Length || shape[2] < 1 || (Width != 0 && shape[2] != Width))
        {
            throw new InvalidDataException(Invariant(
                $"The graph's output '{Name}' has the shape [{string.Join(", ", shape.ToArray())}] for {batch.Count} texts of {batch.Length} tokens; one row of numbers per token was expected."));
        }

        Volatile.Write(ref _width, (int)shape[2]);
        return (int)shape[2];
    }
}
