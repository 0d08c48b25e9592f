using System.Buffers;

namespace RerankKit.Models;

/// <summary>Hands each sequence's part of an output to the sink of its request: one row of numbers per token, [batch, tokens, width], or per text, [batch, width], of graphs that pool by themselves.</summary>
internal sealed class VectorHead(int output, GraphTensor info) : IOutputHead
{
    // What the exporters of late-interaction models call it, the most telling first.
    private static readonly string[] TokenNames = ["contextual", "output", "token_embeddings", "last_hidden_state"];

    // What exporters call the vector of a text; that of BERT's pooler is another.
    private static readonly string[] TextNames = ["sentence_embedding", "embeddings", "embedding", "text_embeds"];
    private int _width;

    /// <inheritdoc/>
    public int Output => output;

    /// <summary>The output's name.</summary>
    public string Name => info.Name;

    /// <summary>Whether there is one row per text.</summary>
    public bool IsPooled => info.Shape.Length == 2;

    /// <summary>Numbers per row; 0 before the first run.</summary>
    public int Width => Volatile.Read(ref _width);

    /// <summary>Finds the output with one row of numbers per token.</summary>
    /// <param name="outputs">What the graph puts out.</param>
    /// <param name="name">The output's name; null for the one that is called as exporters call it, or else the first that fits.</param>
    /// <param name="graph">The graph, for the message.</param>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static VectorHead OfTokens(IReadOnlyList<GraphTensor> outputs, string? name, string graph)
    {
        int[] candidates = [.. Enumerable.Range(0, outputs.Count).Where(i => outputs[i].Shape.Length == 3 && (name is null || outputs[i].Name == name)
            && outputs[i].ElementType is GraphElementType.Float or GraphElementType.Float16 or GraphElementType.BFloat16 or GraphElementType.Double)];
        if (candidates.Length == 0)
        {
            throw new InvalidDataException(
                $"'{graph}' has no output {(name is null ? "" : $"'{name}' ")}[batch, tokens, width] but {string.Join(", ", outputs)}: it gives no vector per token. Export the model for feature extraction, without pooling.");
        }

        int chosen = candidates.MinBy(i => Array.IndexOf(TokenNames, outputs[i].Name) is >= 0 and int rank ? rank : TokenNames.Length);
        return new(chosen, outputs[chosen]);
    }

    /// <summary>Finds the output with one row of numbers per text.</summary>
    /// <param name="outputs">What the graph puts out.</param>
    /// <param name="name">The output's name; null for the one that is called as exporters call it.</param>
    /// <returns>Null where there is none.</returns>
    public static VectorHead? OfTexts(IReadOnlyList<GraphTensor> outputs, string? name)
    {
        int found = outputs.ToList().FindIndex(output => output.Shape.Length == 2 && (name is null ? TextNames.Contains(output.Name, StringComparer.Ordinal) : output.Name == name));
        return found < 0 ? null : new(found, outputs[found]);
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

    private void Deliver(ReadOnlySpan<float> values, SequenceBatch batch, int width)
    {
        int stride = IsPooled ? width : batch.Length * width;
        for (int row = 0; row < batch.Count; row++)
        {
            (SequenceRequest request, int index) = batch.Row(row);
            ReadOnlySpan<int> tokens = batch.Tokens(row);
            request.Sink?.Write(index, tokens, values.Slice(row * stride, IsPooled ? width : tokens.Length * width));
            batch.Logits[row] = 0;
        }
    }

    private int Check(GraphTensorView output, SequenceBatch batch)
    {
        ReadOnlySpan<long> shape = output.Shape;
        if (shape.Length != info.Shape.Length || shape[0] != batch.Count || (!IsPooled && shape[1] != batch.Length) || shape[^1] < 1 || (Width != 0 && shape[^1] != Width))
        {
            (string length, string row) = IsPooled ? ("", "text") : (Invariant($" of {batch.Length} tokens"), "token");
            throw new InvalidDataException(Invariant(
                $"The graph's output '{Name}' has the shape [{string.Join(", ", shape.ToArray())}] for {batch.Count} texts{length}; one row of numbers per {row} was expected."));
        }

        Volatile.Write(ref _width, (int)shape[^1]);
        return (int)shape[^1];
    }
}
