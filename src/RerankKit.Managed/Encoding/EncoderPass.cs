namespace RerankKit.Managed;

/// <summary>The computation of an encoder over some sequences, with the memory that it needs. Several threads may each take a part of the panels. Not thread-safe otherwise.</summary>
internal sealed unsafe partial class EncoderPass : IDisposable
{
    private readonly EncoderWeights _weights;
    private readonly EncoderKernel _kernel;
    private readonly PanelBuffer _hidden;
    private readonly PanelBuffer _next;
    private readonly PanelBuffer _context;
    private readonly PanelBuffer _wide;
    private readonly PanelBuffer? _gate;
    private readonly PanelBuffer[] _turns;
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
        _gate = layer.Gate is null ? null : new(PackedMatrix.SliceDepth);
        _turns = [.. weights.Frequencies.Select(_ => new PanelBuffer(weights.Config.HeadSize))];

        // What the next layer writes must not be what other threads still read of this one.
        _queryKeyValue = [.. Enumerable.Range(0, parts > 1 ? 2 : 1).Select(_ => new PanelBuffer(layer.QueryKeyValue.PaddedOutputs))];
        _perToken = [_hidden, _next, _context, _wide, .. _queryKeyValue, .. _turns, .. _gate is null ? [] : new[] { _gate }];
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
            PanelBuffer input = Normal(layer, _hidden, _next, start, end);
            _kernel.Multiply(
                layer.QueryKeyValue, rows, input.At(start), input.Stride, keys.At(start, rows.FirstBlock * _kernel.Rows), keys.Stride, end - start, adds: false, HiddenActivation.None);
            Rotate(layer, keys, start, end, withQueries: !isLast);
            Meet();
            if (_isStopped)
            {
                return false;
            }

            if (!isLast)
            {
                for (int panel = start; panel < end; panel++)
                {
                    Attend(layer, panel, keys, part);
                }

                Finish(layer, _hidden, start, end - start);
            }
            else if (part == 0)
            {
                RunFirstTokens(layer, keys);
            }
        }

        if (!FirstTokenOnly)
        {
            NormalizeAtLast(_hidden, start, end);
        }

        return true;
    }

    /// <summary>Copies the hidden states of a token.</summary>
    /// <param name="token">Its place among the tokens of all sequences.</param>
    /// <param name="destination">One number per channel.</param>
    public void CopyToken(int token, Span<float> destination) => Copy(_hidden, token, destination);

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
