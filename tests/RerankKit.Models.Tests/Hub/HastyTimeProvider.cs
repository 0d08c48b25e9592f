using System.Collections.Concurrent;

namespace RerankKit.Models.Tests;

/// <summary>Pauses of up to 30 seconds are over at once, and noted; longer ones, the limits on silence, never end.</summary>
internal sealed class HastyTimeProvider : TimeProvider
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(30);

    public ConcurrentQueue<TimeSpan> Pauses { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        bool isShort = dueTime >= TimeSpan.Zero && dueTime <= Short;
        if (isShort)
        {
            Pauses.Enqueue(dueTime);
        }

        return base.CreateTimer(callback, state, isShort ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
