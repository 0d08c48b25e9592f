namespace RerankKit;

/// <summary>Keeps count of the runs under way: how many there may be, and when the last one has ended. Thread-safe.</summary>
internal sealed class ShadowSlots(int count)
{
    private readonly Lock _lock = new();
    private int _free = count;
    private int _running;
    private bool _closed;
    private TaskCompletionSource? _idle;

    /// <summary>Takes a slot for a run; false when there is none or no run may begin any more.</summary>
    public bool TryTake()
    {
        lock (_lock)
        {
            if (_closed || _free == 0)
            {
                return false;
            }

            _free--;
            _running++;
            return true;
        }
    }

    /// <summary>A run has said all it will say. Its slot is taken until <see cref="Return"/>.</summary>
    public void EndRun()
    {
        TaskCompletionSource? idle = null;
        lock (_lock)
        {
            if (--_running == 0)
            {
                (idle, _idle) = (_idle, null);
            }
        }

        idle?.SetResult();
    }

    public void Return()
    {
        lock (_lock)
        {
            _free++;
        }
    }

    /// <summary>Lets no further run begin.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
        }
    }

    /// <summary>Completes when no run is under way.</summary>
    public Task WhenIdle()
    {
        lock (_lock)
        {
            return _running == 0
                ? Task.CompletedTask
                : (_idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }
}
