using System.Runtime.InteropServices;

namespace RerankKit;

/// <summary>Measures the time a stage spends itself, leaving out the stages further in.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct StageTimer
{
    private readonly TimeProvider _timeProvider;
    private readonly long _start;
    private long _pausedAt;
    private long _paused;

    private StageTimer(TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _start = timeProvider.GetTimestamp();
    }

    public static StageTimer Start(TimeProvider timeProvider) => new(timeProvider);

    /// <summary>Call before calling inward.</summary>
    public void Pause() => _pausedAt = _timeProvider.GetTimestamp();

    /// <summary>Call after the inner call has returned.</summary>
    public void Resume() => _paused += _timeProvider.GetTimestamp() - _pausedAt;

    /// <summary>The time since the start without the pauses.</summary>
    public readonly TimeSpan Elapsed => _timeProvider.GetElapsedTime(_start + _paused, _timeProvider.GetTimestamp());
}
