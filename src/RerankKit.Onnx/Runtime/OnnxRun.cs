using Microsoft.ML.OnnxRuntime;

namespace RerankKit.Onnx;

/// <summary>
/// What one worker needs to run a model again and again: set the inputs, execute, read the outputs. Not thread-safe.
/// Disposed while it executes, it is freed when the execution ends.
/// </summary>
internal sealed partial class OnnxRun : ITensorRun
{
    private readonly OnnxSession _session;
    private readonly Lease<Parts> _parts;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly OrtValue[] _values;
    private readonly int[] _outputs;
    private int _executing;
    private bool _terminated;

    internal OnnxRun(OnnxSession session, ReadOnlySpan<int> outputs)
    {
        _session = session;
        foreach (int output in outputs)
        {
            if ((uint)output >= (uint)session.Outputs.Count || outputs.Count(output) > 1)
            {
                throw new ArgumentException($"Output {output} is asked for; allowed are 0 to {session.Outputs.Count - 1}, each once.", nameof(outputs));
            }
        }

        _outputs = outputs.ToArray();
        _inputs = [.. session.Inputs.Select(info => new OnnxInputBuffer(info))];
        _inputNames = [.. session.Inputs.Select(info => info.Name)];
        _outputNames = Array.ConvertAll(_outputs, output => session.Outputs[output].Name);
        _values = new OrtValue[_inputs.Length];
        _parts = new(new Parts(_inputs));
        if (session.ShrinksArenas)
        {
            ShrinkArenaAfterwards(true);
        }
    }

    internal bool IsExecuting => Volatile.Read(ref _executing) != 0;

    public void Execute(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfNotIdle();
        using Lease<Parts>.Loan loan = _parts.Borrow();
        Parts parts = loan.Value;
        if (Interlocked.Exchange(ref _executing, 1) != 0)
        {
            throw Busy();
        }

        try
        {
            parts.Release();
            CheckInputs();
            for (int i = 0; i < _values.Length; i++)
            {
                _values[i] = _inputs[i].Value!;
            }

            using Lease<InferenceSession>.Loan session = _session.Borrow();
            using (cancellationToken.UnsafeRegister(static run => ((OnnxRun)run!).Terminate(), this))
            {
                parts.Results = session.Value.Run(parts.Options, _inputNames, _values, _outputNames);
            }
        }
        catch (Microsoft.ML.OnnxRuntime.OnnxRuntimeException e)
        {
            throw _terminated ? new OperationCanceledException(cancellationToken) : OnnxException.Of(e, _session.ModelPath);
        }
        finally
        {
            if (_terminated)
            {
                _terminated = false;
                parts.Options.Terminate = false;
            }

            Volatile.Write(ref _executing, 0);
        }
    }

    public void ShrinkArenaAfterwards(bool shrink)
    {
        if (shrink && _session.Arenas.Length == 0)
        {
            throw new InvalidOperationException("The session has no arena that could give memory back: CpuArena is off.");
        }

        using Lease<Parts>.Loan parts = _parts.Borrow();
        parts.Value.Options.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", shrink ? _session.Arenas : "");
    }

    /// <summary>What the last execution gave. Valid until the next one, or until the run is disposed.</summary>
    public GraphTensorView Output(int output)
    {
        ThrowIfNotIdle();
        int position = Array.IndexOf(_outputs, output);
        if (position < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(output), output, $"Output {output} is not among those that this run fetches.");
        }

        using Lease<Parts>.Loan parts = _parts.Borrow();
        GraphTensor declared = _session.Outputs[output];
        OrtValue value = parts.Value.Results?[position]
            ?? throw new InvalidOperationException($"Output {declared.Name} is not there: nothing was executed, or the execution failed.");
        if (declared.ElementType is GraphElementType.Undefined or GraphElementType.String)
        {
            throw new InvalidOperationException($"Output {declared.Name} is no tensor of numbers.");
        }

        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        return new GraphTensorView(declared.Name, (GraphElementType)info.ElementDataType, info.Shape, value.GetTensorMutableRawData());
    }

    public void Dispose() => _parts.Dispose();

    ValueTask IGraphRun.RunAsync(CancellationToken cancellationToken)
    {
        Execute(cancellationToken);
        return default;
    }

    GraphTensorView IGraphRun.Output() => Output(_outputs[0]);

    private void Terminate()
    {
        using Lease<Parts>.Loan parts = _parts.Borrow();
        _terminated = true;
        parts.Value.Options.Terminate = true;
    }

    private void ThrowIfNotIdle()
    {
        ObjectDisposedException.ThrowIf(_parts.IsClosed, this);
        if (IsExecuting)
        {
            throw Busy();
        }
    }

    private static InvalidOperationException Busy() => new("The run is executing on another thread. Each worker needs a run of its own.");

    private sealed class Parts(OnnxInputBuffer[] inputs) : IDisposable
    {
        public RunOptions Options { get; } = new();

        public IDisposableReadOnlyCollection<OrtValue>? Results { get; set; }

        public void Release()
        {
            Results?.Dispose();
            Results = null;
        }

        public void Dispose()
        {
            Release();
            Options.Dispose();
            Array.ForEach(inputs, input => input.Dispose());
        }
    }
}
