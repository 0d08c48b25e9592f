namespace RerankKit.Onnx;

/// <summary>
/// What one worker needs to run a model again and again without allocating: set the inputs, execute, read the outputs. Not thread-safe.
/// Disposed while it executes, it is freed when the execution ends.
/// </summary>
internal sealed unsafe partial class OnnxRun : IDisposable
{
    private readonly OnnxSession _session;
    private readonly OrtApi _api;
    private readonly OrtHandle _options;
    private bool _terminated;

    internal OnnxRun(OnnxSession session, ReadOnlySpan<int> outputs)
    {
        _session = session;
        _api = session.Runtime.Api;
        _inputs = [.. session.Inputs.Select(info => new OnnxInputBuffer(session, info))];
        _inputValues = GC.AllocateArray<nint>(_inputs.Length, pinned: true);
        _outputNames = GC.AllocateArray<nint>(outputs.Length, pinned: true);
        _outputValues = GC.AllocateArray<nint>(outputs.Length, pinned: true);
        _outputShapes = new long[outputs.Length][];
        _outputPositions = new int[session.Outputs.Count];
        SelectOutputs(outputs);

        nint options;
        _api.Check(_api.CreateRunOptions(&options));
        _options = new OrtHandle(_api, OrtSlot.ReleaseRunOptions).Own(options);
        if (session.ShrinksArenas)
        {
            ShrinkArenaAfterwards(true);
        }
    }

    /// <summary>Runs the model.</summary>
    /// <param name="cancellationToken">Stops the run between two operators.</param>
    /// <exception cref="OperationCanceledException">It was stopped. The next run is as if it had not been.</exception>
    /// <exception cref="InvalidOperationException">An input is not set, or the run is executing already.</exception>
    /// <exception cref="OnnxRuntimeException">The inputs do not fit the model, or an operator failed.</exception>
    /// <exception cref="ObjectDisposedException">The run or its session is disposed.</exception>
    public void Execute(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Enter();
        try
        {
            ReleaseOutputs();
            CollectInputs();
            nint status = ExecuteNative(cancellationToken);
            if (_terminated)
            {
                Resume();
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
            Leave();
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

        using OrtHandle.Loan options = _options.Borrow();
        using OrtText key = OrtText.Of("memory.enable_memory_arena_shrinkage");
        using OrtText value = OrtText.Of(shrink ? _session.Arenas : "");
        _api.Check(_api.AddRunConfigEntry(options.Value, key.Utf8, value.Utf8));
    }

    private nint ExecuteNative(CancellationToken cancellationToken)
    {
        using OrtHandle.Loan session = _session.Borrow();
        using OrtHandle.Loan options = _options.Borrow();

        // Disposed first, and waits for a callback that is under way: nobody terminates the next run.
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static run => ((OnnxRun)run!).Terminate(), this);
        fixed (nint* inputs = _inputValues, outputNames = _outputNames, outputs = _outputValues)
        {
            return _api.Run(
                session.Value, options.Value, _session.InputNames.Table, inputs, _inputs.Length, outputNames, _outputNames.Length, outputs);
        }
    }

    private void Terminate()
    {
        using OrtHandle.Loan options = _options.Borrow();
        _terminated = true;
        _api.Check(_api.SetTerminate(options.Value));
    }

    private void Resume()
    {
        using OrtHandle.Loan options = _options.Borrow();
        _api.Check(_api.UnsetTerminate(options.Value));
        _terminated = false;
    }
}
