using System.Numerics.Tensors;

namespace RerankKit.Managed;

/// <content>The parts of a layer.</content>
internal sealed unsafe partial class EncoderPass
{
    // What goes into the attention of a layer: x, or where the norm stands before it, x normalised.
    private PanelBuffer Normal(EncoderLayer layer, PanelBuffer x, PanelBuffer normal, int start, int end)
    {
        if (!layer.IsPreNorm || layer.AttentionNorm is not { } norm)
        {
            return x;
        }

        Normalize(x, normal, start, end, norm);
        return normal;
    }

    private void NormalizeAtLast(PanelBuffer x, int start, int end)
    {
        if (_weights.FinalNorm is { } norm)
        {
            Normalize(x, x, start, end, norm);
        }
    }

    private void Normalize(PanelBuffer input, PanelBuffer output, int start, int end, LayerNorm norm)
    {
        for (int panel = start; panel < end; panel++)
        {
            _kernel.Normalize(input.At(panel), residual: null, output.At(panel), norm);
        }
    }

    private void Rotate(EncoderLayer layer, PanelBuffer keys, int start, int end, bool withQueries)
    {
        if (layer.Rotation is not { } rotation)
        {
            return;
        }

        // Queries, and behind them keys.
        int heads = _weights.Config.Heads;
        for (int panel = start; panel < end; panel++)
        {
            _kernel.Rotate(keys.At(panel, withQueries ? 0 : Hidden), _turns[rotation].At(panel), withQueries ? 2 * heads : heads, _weights.Config.HeadSize);
        }
    }

    // The tokens of a panel may be of several sequences, each of which sees its own.
    private void Attend(EncoderLayer layer, int panel, PanelBuffer keys, int part)
    {
        int first = panel * Panel.Tokens;
        int end = Math.Min(first + Panel.Tokens, Sequences.Tokens);
        for (int sequence = Sequences.Of(first); sequence < Sequences.Count && Sequences.Start(sequence) < end; sequence++)
        {
            int from = Math.Max(Sequences.Start(sequence) - first, 0);
            int to = Sequences.Start(sequence + 1) - first;
            Range lanes = new(from, to >= Panel.Tokens || first + to == Sequences.Tokens ? Panel.Tokens : to);
            Attend(layer, sequence, first - Sequences.Start(sequence), keys.At(panel), _context.At(panel), keys, lanes, part);
        }
    }

    // The position is that of the first lane; before the sequence where that lane is not of it.
    private void Attend(EncoderLayer layer, int sequence, int position, float* query, float* output, PanelBuffer keys, Range lanes, int part)
    {
        int start = Sequences.Start(sequence);
        int from = Math.Max(0, position - layer.Window);
        int to = (int)Math.Min(Sequences.Start(sequence + 1) - start, (long)position + Panel.Tokens + layer.Window);
        (int panel, int lane) = Math.DivRem(start + from, Panel.Tokens);
        fixed (byte* attended = Sequences.Attended)
        {
            var seen = new AttentionKeys
            {
                Keys = keys.At(panel, Hidden),
                Values = keys.At(panel, 2 * Hidden),
                Stride = keys.Stride,
                Start = lane,
                Count = to - from,
                Attended = Sequences.HasUnattended ? attended + start + from : null,
                Window = layer.Window,
                Query = position - from,
                Heads = _weights.Config.Heads,
                HeadSize = _weights.Config.HeadSize,
                Relative = layer.Relative,
            };
            _kernel.Attend(query, output, seen, lanes, _scratch[part].At(0));
        }

        if (_weights.Config.Relative is not null)
        {
            ClearUnattended(output, start + position, lanes);
        }
    }

    // DeBERTa's tokens that are not seen do not see either, and begin as zeros. The first lane is that of a token, or of one before the first.
    private void ClearUnattended(float* panel, int first, Range lanes)
    {
        (int start, int length) = lanes.GetOffsetAndLength(Panel.Tokens);
        for (int lane = start; lane < Math.Min(start + length, Sequences.Tokens - first) && Sequences.HasUnattended; lane++)
        {
            for (int i = lane; i < Hidden * Panel.Tokens && Sequences.Attended[first + lane] == 0; i += Panel.Tokens)
            {
                panel[i] = 0;
            }
        }
    }

    // Everything behind attention: what goes in is taken from x and added to.
    private void Finish(EncoderLayer layer, PanelBuffer x, int start, int panels)
    {
        _kernel.Multiply(layer.Output, layer.Output.All, _context.At(start), _context.Stride, x.At(start), x.Stride, panels, adds: true, HiddenActivation.None);
        (PanelBuffer input, PanelBuffer output) = layer.IsPreNorm ? (_next, x) : (x, _next);
        Normalize(x, input, start, start + panels, layer.IsPreNorm ? layer.Norm : layer.AttentionNorm!);

        // In slices of the intermediate numbers, so that they never leave the cache.
        for (int slice = 0; slice < layer.Down.Slices; slice++)
        {
            int row = slice * PackedMatrix.SliceDepth;
            MatrixPart up = layer.Up.All with { FirstBlock = row / _kernel.Rows, EndBlock = (row + layer.Down.DepthOf(slice) + _kernel.Rows - 1) / _kernel.Rows };
            _kernel.Multiply(layer.Up, up, input.At(start), input.Stride, _wide.At(start), _wide.Stride, panels, adds: false, _weights.Config.Activation);
            if (layer.Gate is { } gate)
            {
                _kernel.Multiply(gate, up, input.At(start), input.Stride, _gate!.At(start), _gate.Stride, panels, adds: false, HiddenActivation.None);
                Span<float> wide = new(_wide.At(start), (int)(panels * _wide.Stride));
                TensorPrimitives.Multiply(wide, new ReadOnlySpan<float>(_gate.At(start), wide.Length), wide);
            }

            MatrixPart down = layer.Down.All with { FirstSlice = slice, EndSlice = slice + 1 };
            _kernel.Multiply(layer.Down, down, _wide.At(start), _wide.Stride, output.At(start), output.Stride, panels, adds: layer.IsPreNorm || slice > 0, HiddenActivation.None);
        }

        for (int panel = start; panel < start + panels && !layer.IsPreNorm; panel++)
        {
            _kernel.Normalize(_next.At(panel), x.At(panel), x.At(panel), layer.Norm);
        }
    }
}
