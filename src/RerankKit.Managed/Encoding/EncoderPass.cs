using System.Numerics.Tensors;

namespace RerankKit.Managed;

/// <summary>The computation of an encoder over some sequences, with the memory that it needs. Several threads may each take a part of the panels. Not thread-safe otherwise.</summary>
internal sealed unsafe class EncoderPass : IDisposable
{
    private readonly EncoderWeights _weights;
    private readonly EncoderKernel _kernel;
    private readonly PanelBuffer _hidden;
    private readonly PanelBuffer _next;
    private readonly PanelBuffer _context;
    private readonly PanelBuffer _wide;
    private readonly PanelBuffer _first;
    private readonly PanelBuffer[] _queryKeyValue;
    private readonly PanelBuffer[] _perToken;
    private readonly PanelBuffer[] _scratch;
    private readonly Barrier? _barrier;
    private CancellationToken _cancellationToken;
    private bool _isStopped;

    /// <summary>Makes a pass.</summary>
    /// <param name="weights">The encoder.</param>
    /// <param name="parts">How many threads take part.</param>
    public EncoderPass(EncoderWeights weights, int parts)
    {
        (_weights, _kernel, Parts) = (weights, weights.Kernel, parts);
        EncoderLayer layer = weights.Layers[0];
        _hidden = new(layer.Output.PaddedOutputs);
        _next = new(layer.Output.PaddedOutputs);
        _context = new(layer.Output.PaddedOutputs);
        _first = new(layer.Output.PaddedOutputs);
        _wide = new(PackedMatrix.SliceDepth);

        // What the next layer writes must not be what other threads still read of this one.
        _queryKeyValue = [.. Enumerable.Range(0, parts > 1 ? 2 : 1).Select(_ => new PanelBuffer(layer.QueryKeyValue.PaddedOutputs))];
        _perToken = [_hidden, _next, _context, _wide, .. _queryKeyValue];
        _scratch = [.. Enumerable.Range(0, parts).Select(_ => new PanelBuffer(Panel.Tokens))];

        // Looked at between two layers, once for all parts: they stop at the same layer.
        _barrier = parts > 1 ? new(parts, _ => LookForCancellation()) : null;
    }

    /// <summary>How many threads take part.</summary>
    public int Parts { get; }

    /// <summary>The sequences.</summary>
    public TokenSequences Sequences { get; } = new();

    /// <summary>Whether the last layer is computed for the first token of each sequence alone.</summary>
    public bool FirstTokenOnly { get; init; }

    private int Hidden => _weights.Config.Hidden;

    /// <summary>Makes room for the sequences; before each run.</summary>
    /// <param name="cancellationToken">Ends the run behind the layer that it is at.</param>
    public void Prepare(CancellationToken cancellationToken)
    {
        int panels = Panel.CountFor(Sequences.Tokens);
        foreach (PanelBuffer buffer in _perToken)
        {
            buffer.Reserve(panels);
        }

        _first.Reserve(Panel.CountFor(Sequences.Count));
        int scratch = EncoderKernel.ScratchPanels(Sequences.Longest, _weights.Config.HeadSize);
        foreach (PanelBuffer buffer in _scratch)
        {
            buffer.Reserve(scratch);
        }

        (_cancellationToken, _isStopped) = (cancellationToken, false);
    }

    /// <summary>Computes a part of the panels. All parts run at once, each on a thread of its own.</summary>
    /// <param name="part">From 0.</param>
    /// <returns>False where it was cancelled.</returns>
    public bool Run(int part)
    {
        int panels = Panel.CountFor(Sequences.Tokens);
        int start = (int)((long)panels * part / Parts);
        int end = (int)((long)panels * (part + 1) / Parts);
        Embed(start, end);
        for (int i = 0; i < _weights.Layers.Count; i++)
        {
            EncoderLayer layer = _weights.Layers[i];
            PanelBuffer keys = _queryKeyValue[i % _queryKeyValue.Length];
            bool isLast = FirstTokenOnly && i == _weights.Layers.Count - 1;
            MatrixPart rows = isLast ? layer.QueryKeyValue.All with { FirstBlock = Hidden / _kernel.Rows } : layer.QueryKeyValue.All;
            _kernel.Multiply(
                layer.QueryKeyValue, rows, _hidden.At(start), _hidden.Stride, keys.At(start, rows.FirstBlock * _kernel.Rows), keys.Stride, end - start, adds: false, HiddenActivation.None);
            Meet();
            if (_isStopped)
            {
                return false;
            }

            if (!isLast)
            {
                for (int panel = start; panel < end; panel++)
                {
                    Attend(panel, keys, part);
                }

                Finish(layer, _hidden, start, end - start);
            }
            else if (part == 0)
            {
                RunFirstTokens(layer, keys);
            }
        }

        return true;
    }

    /// <summary>Copies the hidden states of a token.</summary>
    /// <param name="token">Its place among the tokens of all sequences.</param>
    /// <param name="destination">One number per channel.</param>
    public void CopyToken(int token, Span<float> destination) => Copy(_hidden, token, destination);

    /// <summary>Applies the classification head to the first tokens.</summary>
    /// <param name="head">The head.</param>
    /// <param name="logits"><c>[sequences, labels]</c>.</param>
    public void Classify(ClassificationLayers head, Span<float> logits)
    {
        int labels = head.Projection.Outputs;
        int panels = Panel.CountFor(Sequences.Count);
        if (!FirstTokenOnly)
        {
            GatherFirstTokens(panels);
        }

        _kernel.Multiply(head.Dense, head.Dense.All, _first.At(0), _first.Stride, _context.At(0), _context.Stride, panels, adds: false, HiddenActivation.None);
        for (int panel = 0; panel < panels; panel++)
        {
            TensorPrimitives.Tanh(new ReadOnlySpan<float>(_context.At(panel), Hidden * Panel.Tokens), new Span<float>(_context.At(panel), Hidden * Panel.Tokens));
        }

        _kernel.Multiply(head.Projection, head.Projection.All, _context.At(0), _context.Stride, _next.At(0), _next.Stride, panels, adds: false, HiddenActivation.None);
        for (int i = 0; i < Sequences.Count; i++)
        {
            Copy(_next, i, logits.Slice(i * labels, labels));
        }
    }

    public void Dispose()
    {
        Array.ForEach([.. _perToken, .. _scratch, _first], buffer => buffer.Dispose());
        _barrier?.Dispose();
    }

    private void Meet()
    {
        if (_barrier is null)
        {
            LookForCancellation();
        }
        else
        {
            _barrier.SignalAndWait(CancellationToken.None);
        }
    }

    private void LookForCancellation() => _isStopped = _cancellationToken.IsCancellationRequested;

    private void Embed(int start, int end)
    {
        EncoderConfig config = _weights.Config;
        TokenSequences sequences = Sequences;
        for (int panel = start; panel < end; panel++)
        {
            float* lanes = _hidden.At(panel);
            int first = panel * Panel.Tokens;
            int count = Math.Min(Panel.Tokens, sequences.Tokens - first);
            int sequence = sequences.Of(first);
            if (count < Panel.Tokens)
            {
                new Span<float>(lanes, (int)_hidden.Stride).Clear();
            }

            for (int lane = 0; lane < count; lane++)
            {
                int token = first + lane;
                while (token >= sequences.Start(sequence + 1))
                {
                    sequence++;
                }

                float* word = _weights.Words + ((nint)sequences.Ids[token] * Hidden);
                float* position = _weights.Positions + ((nint)(token - sequences.Start(sequence) + config.PositionOffset) * Hidden);
                float* type = _weights.Types + ((nint)sequences.Types[token] * Hidden);
                for (int i = 0; i < Hidden; i++)
                {
                    lanes[(i * Panel.Tokens) + lane] = word[i] + type[i] + position[i];
                }
            }

            _kernel.Normalize(lanes, residual: null, lanes, _weights.Norm);
        }
    }

    // The tokens of a panel may be of several sequences, each of which sees its own.
    private void Attend(int panel, PanelBuffer keys, int part)
    {
        int first = panel * Panel.Tokens;
        int end = Math.Min(first + Panel.Tokens, Sequences.Tokens);
        for (int sequence = Sequences.Of(first); sequence < Sequences.Count && Sequences.Start(sequence) < end; sequence++)
        {
            int from = Math.Max(Sequences.Start(sequence) - first, 0);
            int to = Sequences.Start(sequence + 1) - first;
            Attend(sequence, keys.At(panel), _context.At(panel), keys, new(from, to >= Panel.Tokens || first + to == Sequences.Tokens ? Panel.Tokens : to), part);
        }
    }

    private void Attend(int sequence, float* query, float* output, PanelBuffer keys, Range lanes, int part)
    {
        (int panel, int lane) = Math.DivRem(Sequences.Start(sequence), Panel.Tokens);
        fixed (byte* attended = Sequences.Attended)
        {
            var seen = new AttentionKeys
            {
                Keys = keys.At(panel, Hidden),
                Values = keys.At(panel, 2 * Hidden),
                Stride = keys.Stride,
                Start = lane,
                Count = Sequences.Start(sequence + 1) - Sequences.Start(sequence),
                Attended = Sequences.HasUnattended ? attended + Sequences.Start(sequence) : null,
                Heads = _weights.Config.Heads,
                HeadSize = _weights.Config.HeadSize,
            };
            _kernel.Attend(query, output, seen, lanes, _scratch[part].At(0));
        }
    }

    // Everything behind attention: what goes in is taken from x and added to.
    private void Finish(EncoderLayer layer, PanelBuffer x, int start, int panels)
    {
        _kernel.Multiply(layer.Output, layer.Output.All, _context.At(start), _context.Stride, x.At(start), x.Stride, panels, adds: true, HiddenActivation.None);
        for (int panel = start; panel < start + panels; panel++)
        {
            _kernel.Normalize(x.At(panel), residual: null, x.At(panel), layer.AttentionNorm);
        }

        // In slices of the intermediate numbers, so that they never leave the cache.
        for (int slice = 0; slice < layer.Down.Slices; slice++)
        {
            int row = slice * PackedMatrix.SliceDepth;
            MatrixPart up = layer.Up.All with { FirstBlock = row / _kernel.Rows, EndBlock = (row + layer.Down.DepthOf(slice) + _kernel.Rows - 1) / _kernel.Rows };
            _kernel.Multiply(layer.Up, up, x.At(start), x.Stride, _wide.At(start), _wide.Stride, panels, adds: false, _weights.Config.Activation);
            MatrixPart down = layer.Down.All with { FirstSlice = slice, EndSlice = slice + 1 };
            _kernel.Multiply(layer.Down, down, _wide.At(start), _wide.Stride, _next.At(start), _next.Stride, panels, adds: slice > 0, HiddenActivation.None);
        }

        for (int panel = start; panel < start + panels; panel++)
        {
            _kernel.Normalize(_next.At(panel), x.At(panel), x.At(panel), layer.Norm);
        }
    }

    // A classification head reads one token of the last layer: only there are query, output and feed-forward needed.
    private void RunFirstTokens(EncoderLayer layer, PanelBuffer keys)
    {
        int panels = Panel.CountFor(Sequences.Count);
        GatherFirstTokens(panels);
        MatrixPart queries = layer.QueryKeyValue.All with { EndBlock = (Hidden + _kernel.Rows - 1) / _kernel.Rows };
        _kernel.Multiply(layer.QueryKeyValue, queries, _first.At(0), _first.Stride, _next.At(0), _next.Stride, panels, adds: false, HiddenActivation.None);
        for (int sequence = 0; sequence < Sequences.Count; sequence++)
        {
            (int panel, int lane) = Math.DivRem(sequence, Panel.Tokens);
            Attend(sequence, _next.At(panel), _context.At(panel), keys, new(lane, lane + 1), part: 0);
        }

        Finish(layer, _first, 0, panels);
    }

    private void GatherFirstTokens(int panels)
    {
        new Span<float>(_first.At(0), (int)(panels * _first.Stride)).Clear();
        for (int sequence = 0; sequence < Sequences.Count; sequence++)
        {
            (int panel, int lane) = Math.DivRem(Sequences.Start(sequence), Panel.Tokens);
            (int firstPanel, int firstLane) = Math.DivRem(sequence, Panel.Tokens);
            float* source = _hidden.At(panel) + lane;
            float* target = _first.At(firstPanel) + firstLane;
            for (int i = 0; i < Hidden * Panel.Tokens; i += Panel.Tokens)
            {
                target[i] = source[i];
            }
        }
    }

    private static void Copy(PanelBuffer panels, int token, Span<float> destination)
    {
        (int panel, int lane) = Math.DivRem(token, Panel.Tokens);
        float* source = panels.At(panel) + lane;
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = source[i * Panel.Tokens];
        }
    }
}
