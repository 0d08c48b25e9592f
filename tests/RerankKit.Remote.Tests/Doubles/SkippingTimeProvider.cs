namespace RerankKit.Remote.Tests;

/// <summary>A clock on which waits below a limit pass at once and are remembered; longer ones, the timeouts, never end.</summary>
internal sealed class SkippingTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _waits = [];
    private TimeSpan _elapsed;

    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(29);

    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_lock)
            {
                return [.. _waits];
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) + _elapsed;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SkippedTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class SkippedTimer(SkippingTimeProvider owner, Action fire) : ITimer
    {
        private bool _disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime < TimeSpan.Zero || dueTime > owner.Limit)
            {
                return true;
            }

            lock (owner._lock)
            {
                owner._waits.Add(dueTime);
                owner._elapsed += dueTime;
            }

            ThreadPool.QueueUserWorkItem(_ =>
            {
                if (!Volatile.Read(ref _disposed))
                {
                    fire();
                }
            });
            return true;
        }

        public void Dispose() => Volatile.Write(ref _disposed, true);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
