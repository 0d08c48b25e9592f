namespace RerankKit.Onnx;

/// <content>Lifetime: idle, executing, disposed, or both of the latter until the execution ends.</content>
internal sealed partial class OnnxRun
{
    private const int Idle = 0;
    private const int Executing = 1;
    private const int Disposed = 2;

    private int _state;

    /// <summary>Whether an execution is under way on some thread.</summary>
    internal bool IsExecuting => (Volatile.Read(ref _state) & Executing) != 0;

    ~OnnxRun()
    {
        FreeValues();
    }

    public void Dispose()
    {
        if (Interlocked.Or(ref _state, Disposed) == Idle)
        {
            Free();
        }
    }

    private void Enter()
    {
        if (Interlocked.CompareExchange(ref _state, Executing, Idle) != Idle)
        {
            ThrowIfNotIdle();
        }
    }

    private void Leave()
    {
        if (Interlocked.And(ref _state, Disposed) == (Executing | Disposed))
        {
            Free();
        }
    }

    private void ThrowIfNotIdle()
    {
        int state = Volatile.Read(ref _state);
        ObjectDisposedException.ThrowIf((state & Disposed) != 0, this);
        if (state != Idle)
        {
            throw new InvalidOperationException("The run is executing on another thread. Each worker needs a run of its own.");
        }
    }

    private void Free()
    {
        FreeValues();
        _options.Dispose();
        GC.SuppressFinalize(this);
    }

    private void FreeValues()
    {
        ReleaseOutputs();
        foreach (OnnxInputBuffer input in _inputs)
        {
            input.Release();
        }
    }
}
