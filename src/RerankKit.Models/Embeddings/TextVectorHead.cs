using System.Buffers;

namespace RerankKit.Models;

/// <summary>Hands each sequence's row of an output [batch, width] to the sink of its request: of graphs that pool by themselves.</summary>
internal sealed class TextVectorHead(int output, GraphTensor info) : IVectorHead
{
    // What exporters call the vector of a text; that of BERT's pooler is another.
    private static readonly string[] Names = ["sentence_embedding", "embeddings", "embedding", "text_embeds"];

    private int _width;

    /// <inheritdoc/>
    public int Output => output;

    /// <inheritdoc/>
    public string Name => info.Name;

    /// <inheritdoc/>
    public int Width => Volatile.Read(ref _width);

    /// <summary>Finds the output with one row of numbers per text.</summary>
    /// <param name="outputs">What the graph puts out.</param>
    /// <param name="name">The output's name; null for the one that is called as exporters call it.</param>
    /// <returns>Null where there is none.</returns>
    public static TextVectorHead? Find(IReadOnlyList<GraphTensor> outputs, string? name)
    {
        for (int i = 0; i < outputs.Count; i++)
        {
            if (outputs[i].Shape.Length == 2 && (name is null ? Names.Contains(outputs[i].Name, StringComparer.Ordinal) : outputs[i].Name == name))
            {
                return new(i, outputs[i]);
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public void Read(GraphTensorView output, SequenceBatch batch)
    {
        ReadOnlySpan<long> shape = output.Shape;
        if (shape.Length != 2 || shape[0] != batch.Count || shape[1] < 1 || (Width != 0 && shape[1] != Width))
        {
            throw new InvalidDataException(Invariant(
                $"The graph's output '{Name}' has the shape [{string.Join(", ", shape.ToArray())}] for {batch.Count} texts; one row of numbers per text was expected."));
        }

        int width = (int)shape[1];
        Volatile.Write(ref _width, width);
        float[] buffer = ArrayPool<float>.Shared.Rent(output.Length);
        output.CopyTo(buffer);
        for (int row = 0; row < batch.Count; row++)
        {
            (SequenceRequest request, int index) = batch.Row(row);
            request.Sink?.Write(index, batch.Tokens(row), buffer.AsSpan(row * width, width));
            batch.Logits[row] = 0;
        }

        ArrayPool<float>.Shared.Return(buffer);
    }
}
