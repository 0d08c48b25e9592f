namespace RerankKit.Models;

/// <summary>Reads the answer at the last position: the logit of the positive token less that of the negative one.</summary>
/// <remarks>
/// The output may hold the whole vocabulary or only two rows of it (no, yes), at every position or at the last alone; or one label of a
/// sequence classification, which is the score by itself.
/// </remarks>
/// <param name="output">The output that is read.</param>
/// <param name="positive">The token that means relevant.</param>
/// <param name="negative">The token that means not relevant; null where the first one's logit is the score.</param>
/// <param name="positiveRow">Of an output of two rows the one that means relevant.</param>
/// <param name="vocabulary">How many tokens there are.</param>
internal sealed class AnswerHead(int output, int positive, int? negative, int positiveRow, int vocabulary) : IOutputHead
{
    /// <inheritdoc/>
    public int Output => output;

    /// <summary>The output with the logits.</summary>
    /// <param name="outputs">What the graph puts out.</param>
    /// <param name="name">Its name; null for <c>logits</c>, or else the first.</param>
    /// <exception cref="InvalidDataException">There is none of this name.</exception>
    public static int Find(IReadOnlyList<GraphTensor> outputs, string? name)
    {
        int found = outputs.ToList().FindIndex(output => output.Name == (name ?? "logits"));
        return found >= 0 ? found : name is null && outputs.Count > 0 ? 0 : throw new InvalidDataException($"There is no output '{name ?? "logits"}' but {string.Join(", ", outputs)}.");
    }

    /// <inheritdoc/>
    public void Read(GraphTensorView output, SequenceBatch batch)
    {
        ReadOnlySpan<long> shape = output.Shape;
        int width = shape.Length > 1 ? (int)shape[^1] : 1;
        if (batch.Count == 0 || output.Length % (batch.Count * width) != 0 || !IsKnown(width))
        {
            throw new InvalidDataException(Invariant(
                $"The graph's output has the shape [{string.Join(", ", shape.ToArray())}] for {batch.Count} prompts of {batch.Length} tokens; [batch, length, vocabulary], [batch, length, 2], [batch, 2] or [batch, 1] was expected."));
        }

        // Padding stands on the left: the last position is every prompt's last token.
        int stride = output.Length / batch.Count;
        for (int row = 0; row < batch.Count; row++)
        {
            batch.Logits[row] = Score(output, ((row + 1) * stride) - width, width);
        }
    }

    private bool IsKnown(int width) => width is 1 or 2 || width >= vocabulary;

    private double Score(GraphTensorView output, int start, int width) => width switch
    {
        1 => At(output, start),
        2 => At(output, start + positiveRow) - At(output, start + 1 - positiveRow),
        _ => At(output, start + positive) - (negative is int no ? At(output, start + no) : 0),
    };

    private static double At(GraphTensorView output, int index)
    {
        Span<float> value = stackalloc float[1];
        output.CopyTo(index, 1, value);
        return value[0];
    }
}
