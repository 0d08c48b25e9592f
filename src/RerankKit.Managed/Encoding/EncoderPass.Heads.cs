using System.Numerics.Tensors;

namespace RerankKit.Managed;

/// <content>What a classification head reads.</content>
internal sealed unsafe partial class EncoderPass
{
    /// <summary>Applies the classification head.</summary>
    /// <param name="head">The head.</param>
    /// <param name="logits"><c>[sequences, labels]</c>.</param>
    public void Classify(ClassificationLayers head, Span<float> logits)
    {
        int labels = head.Projection.Outputs;
        int panels = Panel.CountFor(Sequences.Count);
        if (!FirstTokenOnly)
        {
            Gather(panels, _weights.Config.ReadsMean);
        }

        _kernel.Multiply(head.Dense, head.Dense.All, _first.At(0), _first.Stride, _context.At(0), _context.Stride, panels, adds: false, head.Activation ?? HiddenActivation.None);
        for (int panel = 0; panel < panels && head.Activation is null; panel++)
        {
            TensorPrimitives.Tanh(new ReadOnlySpan<float>(_context.At(panel), Hidden * Panel.Tokens), new Span<float>(_context.At(panel), Hidden * Panel.Tokens));
        }

        if (head.Norm is { } norm)
        {
            Normalize(_context, _context, 0, panels, norm);
        }

        _kernel.Multiply(head.Projection, head.Projection.All, _context.At(0), _context.Stride, _next.At(0), _next.Stride, panels, adds: false, HiddenActivation.None);
        for (int i = 0; i < Sequences.Count; i++)
        {
            Copy(_next, i, logits.Slice(i * labels, labels));
        }
    }

    // A head that reads one token of the last layer: only there are query, output and feed-forward needed. A first token is not turned.
    private void RunFirstTokens(EncoderLayer layer, PanelBuffer keys)
    {
        int panels = Panel.CountFor(Sequences.Count);
        Gather(panels, mean: false);
        MatrixPart queries = layer.QueryKeyValue.First(Hidden);
        PanelBuffer input = Normal(layer, _first, _context, 0, panels);
        _kernel.Multiply(layer.QueryKeyValue, queries, input.At(0), input.Stride, _next.At(0), _next.Stride, panels, adds: false, HiddenActivation.None);
        for (int sequence = 0; sequence < Sequences.Count; sequence++)
        {
            (int panel, int lane) = Math.DivRem(sequence, Panel.Tokens);
            Attend(layer, sequence, -lane, _next.At(panel), _context.At(panel), keys, new(lane, lane + 1), part: 0);
        }

        Finish(layer, _first, 0, panels);
        NormalizeAtLast(_first, 0, panels);
    }

    // One row per sequence: its first token, or the mean of those that are seen.
    private void Gather(int panels, bool mean)
    {
        new Span<float>(_first.At(0), (int)(panels * _first.Stride)).Clear();
        for (int sequence = 0; sequence < Sequences.Count; sequence++)
        {
            (int panel, int lane) = Math.DivRem(sequence, Panel.Tokens);
            float* target = _first.At(panel) + lane;
            int count = 0;
            int end = mean ? Sequences.Start(sequence + 1) : Sequences.Start(sequence) + 1;
            for (int token = Sequences.Start(sequence); token < end; token++)
            {
                if (!mean || Sequences.Attended[token] != 0)
                {
                    Add(token, target);
                    count++;
                }
            }

            for (int i = 0; i < Hidden && mean; i++)
            {
                target[i * Panel.Tokens] /= count;
            }
        }
    }

    private void Add(int token, float* target)
    {
        (int panel, int lane) = Math.DivRem(token, Panel.Tokens);
        float* source = _hidden.At(panel) + lane;
        for (int i = 0; i < Hidden * Panel.Tokens; i += Panel.Tokens)
        {
            target[i] += source[i];
        }
    }
}
