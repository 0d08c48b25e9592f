using System.Runtime.InteropServices;

namespace RerankKit.Managed;

/// <summary>What one worker needs to compute an encoder again and again.</summary>
internal sealed class ManagedRun : IGraphRun
{
    private readonly EncoderWeights _weights;
    private readonly EncoderPass _pass;
    private readonly Crew? _crew;
    private readonly bool _isLogits;
    private readonly long[] _shape;
    private float[] _output = [];
    private int _length;

    /// <summary>Makes a run.</summary>
    /// <param name="weights">The encoder.</param>
    /// <param name="isLogits">Whether the head's logits are wanted, rather than the hidden states.</param>
    /// <param name="threads">Threads that share a run.</param>
    /// <param name="firstTokenOnly">Whether the last layer is computed for what the head reads.</param>
    public ManagedRun(EncoderWeights weights, bool isLogits, int threads, bool firstTokenOnly = true)
    {
        (_weights, _isLogits) = (weights, isLogits);
        _pass = new(weights, threads) { FirstTokenOnly = isLogits && firstTokenOnly && !weights.Config.ReadsMean };
        _crew = threads > 1 ? new(threads, _pass.Run) : null;
        _shape = isLogits ? [0, weights.Config.Labels] : [0, 0, weights.Config.Hidden];
    }

    public void Load(SequenceLayout layout, SequenceBatch batch)
    {
        _pass.Sequences.Fill(batch, _weights);
        _shape[0] = batch.Count;
        if (!_isLogits)
        {
            _shape[1] = batch.Length;
        }

        _length = checked((int)(_isLogits ? _shape[0] * _shape[1] : _shape[0] * _shape[1] * _shape[2]));
        if (_output.Length < _length)
        {
            _output = GC.AllocateUninitializedArray<float>(Math.Max(_length, 2 * _output.Length));
        }
    }

    public ValueTask RunAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _pass.Prepare(cancellationToken);
        if (!(_crew?.Work() ?? _pass.Run(0)))
        {
            throw new OperationCanceledException(cancellationToken);
        }

        if (_isLogits)
        {
            _pass.Classify(_weights.Head!, _output.AsSpan(0, _length));
        }
        else
        {
            CopyHiddenStates();
        }

        return default;
    }

    public GraphTensorView Output() =>
        new(_isLogits ? "logits" : "last_hidden_state", GraphElementType.Float, _shape, MemoryMarshal.AsBytes(_output.AsSpan(0, _length)));

    public void Dispose()
    {
        _crew?.Dispose();
        _pass.Dispose();
    }

    // Rows of padding are not looked at; they hold what they held.
    private void CopyHiddenStates()
    {
        TokenSequences sequences = _pass.Sequences;
        int hidden = _weights.Config.Hidden;
        for (int row = 0; row < sequences.Count; row++)
        {
            Span<float> rows = _output.AsSpan(row * (int)_shape[1] * hidden);
            for (int token = sequences.Start(row); token < sequences.Start(row + 1); token++, rows = rows[hidden..])
            {
                _pass.CopyToken(token, rows[..hidden]);
            }
        }
    }
}
