using System.Buffers;

namespace RerankKit.Models;

/// <summary>
/// The logit of the only label, or the log-odds of one label against the others: ln(p / (1 - p)) of the softmax, which for two labels is the
/// difference of their logits.
/// </summary>
internal sealed class ClassificationHead(int output, int labels, int label) : IOutputHead
{
    /// <inheritdoc/>
    public int Output => output;

    /// <inheritdoc/>
    public void Read(GraphTensorView output, SequenceBatch batch)
    {
        // [batch], [batch, labels], [batch, 1, 1]: as many numbers whatever the shape.
        long cells = 1;
        foreach (long dimension in output.Shape)
        {
            cells *= dimension;
        }

        if (cells != (long)batch.Count * labels)
        {
            throw new InvalidDataException(Invariant(
                $"The graph's output has the shape [{string.Join(", ", output.Shape.ToArray())}] for {batch.Count} pairs of {batch.Length} tokens; {labels} label(s) each were expected. {HeadlessHint}"));
        }

        float[] buffer = ArrayPool<float>.Shared.Rent((int)cells);
        Span<float> logits = buffer.AsSpan(0, (int)cells);
        output.CopyTo(logits);
        for (int row = 0; row < batch.Count; row++)
        {
            batch.Logits[row] = Score(logits.Slice(row * labels, labels));
        }

        ArrayPool<float>.Shared.Return(buffer);
    }

    /// <summary>What to do about a graph without a head.</summary>
    public const string HeadlessHint =
        "A graph that puts out hidden states has lost its classification head in the export: export it as sequence classification (text-classification).";

    private double Score(ReadOnlySpan<float> logits)
    {
        if (logits.Length == 1)
        {
            return logits[0];
        }

        double max = double.NegativeInfinity;
        for (int i = 0; i < logits.Length; i++)
        {
            max = i == label ? max : Math.Max(max, logits[i]);
        }

        double sum = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            sum += i == label ? 0 : Math.Exp(logits[i] - max);
        }

        return logits[label] - max - Math.Log(sum);
    }
}
