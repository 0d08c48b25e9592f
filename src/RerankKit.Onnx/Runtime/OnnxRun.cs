namespace RerankKit.Onnx;

/// <summary>
/// What one worker needs to run a model again and again without allocating: set the inputs, execute, read the outputs. Not thread-safe.
/// Disposed while it executes, it is freed when the execution ends.
/// </summary>
internal sealed unsafe partial class OnnxRun : IDisposable
{
    private readonly OnnxSession _session;
    private readonly OrtApi _api;
    private readonly OrtValues _values;
    private readonly OrtHandle _options;
    private int _executing;
    private bool _terminated;

    internal OnnxRun(OnnxSession session, ReadOnlySpan<int> outputs)
    {
        _session = session;
        _api = session.Runtime.Api;
        _outputPositions = Positions(outputs, session.Outputs.Count);
        _outputShapes = new long[outputs.Length][];
        Array.Fill(_outputShapes, []);
        _outputCount = outputs.Length;
        _values = new OrtValues(_api, session.Inputs.Count, outputs.Length);
        _inputs = [.. session.Inputs.Select((info, index) => new OnnxInputBuffer(session, info, _values, index))];
        for (int i = 0; i < outputs.Length; i++)
        {
            _values.OutputNames[i] = session.OutputNames[outputs[i]];
        }

        nint options;
        _api.Check(_api.CreateRunOptions(&options));
        _options = new OrtHandle(_api, OrtSlot.ReleaseRunOptions).Own(options);
        if (session.ShrinksArenas)
        {
            ShrinkArenaAfterwards(true);
        }
    }

    /// <summary>Whether an execution is under way on some thread.</summary>
    internal bool IsExecuting => Volatile.Read(ref _executing) != 0;

    /// <summary>Runs the model.</summary>
    /// <param name="cancellationToken">Stops the run between two operators.</param>
    /// <exception cref="OperationCanceledException">It was stopped. The next run is as if it had not been.</exception>
    /// <exception cref="InvalidOperationException">An input is not set, or the run is executing already.</exception>
    /// <exception cref="OnnxRuntimeException">The inputs do not fit the model, or an operator failed.</exception>
    /// <exception cref="ObjectDisposedException">The run or its session is disposed.</exception>
    public void Execute(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfNotIdle();
        using OrtSafeHandle.Loan values = _values.Borrow();
        using OrtSafeHandle.Loan options = _options.Borrow();
        if (Interlocked.Exchange(ref _executing, 1) != 0)
        {
            throw Busy();
        }

        try
        {
            _values.ReleaseOutputs();
            CheckInputs();
            nint status = ExecuteNative(options.Value, cancellationToken);
            if (_terminated)
            {
                _terminated = false;
                _api.Check(_api.UnsetTerminate(options.Value));
                if (status != 0)
                {
                    _api.Release(OrtSlot.ReleaseStatus, status);
                    throw new OperationCanceledException(cancellationToken);
                }
            }

            _api.Check(status, _session.ModelPath);
        }
        finally
        {
            Volatile.Write(ref _executing, 0);
        }
    }

    /// <summary>Whether the arenas give memory back after the next runs; they do from the start where the session's options say so.</summary>
    /// <param name="shrink">True to give back.</param>
    /// <exception cref="InvalidOperationException">The session has no arena.</exception>
    public void ShrinkArenaAfterwards(bool shrink)
    {
        if (shrink && _session.Arenas.Length == 0)
        {
            throw new InvalidOperationException("The session has no arena that could give memory back: CpuArena is off.");
        }

        using OrtSafeHandle.Loan options = _options.Borrow();
        using OrtText key = OrtText.Of("memory.enable_memory_arena_shrinkage");
        using OrtText value = OrtText.Of(shrink ? _session.Arenas : "");
        _api.Check(_api.AddRunConfigEntry(options.Value, key.Utf8, value.Utf8));
    }

    public void Dispose()
    {
        _values.Dispose();
        _options.Dispose();
    }

    private nint ExecuteNative(nint options, CancellationToken cancellationToken)
    {
        using OrtSafeHandle.Loan session = _session.Borrow();

        // Disposed first, and waits for a callback that is under way: nobody terminates the next run.
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static run => ((OnnxRun)run!).Terminate(), this);
        return _api.Run(
            session.Value, options, _session.InputNames.Table, _values.Inputs, _inputs.Length, _values.OutputNames, _outputCount, _values.Outputs);
    }

    private void Terminate()
    {
        using OrtSafeHandle.Loan options = _options.Borrow();
        _terminated = true;
        _api.Check(_api.SetTerminate(options.Value));
    }

    private void ThrowIfNotIdle()
    {
        ObjectDisposedException.ThrowIf(_values.IsClosed, this);
        if (IsExecuting)
        {
            throw Busy();
        }
    }

    private static InvalidOperationException Busy() => new("The run is executing on another thread. Each worker needs a run of its own.");
}
