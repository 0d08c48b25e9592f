namespace RerankKit.Authoring;

/// <summary>Measures the time a stage spends itself, leaving out the stages further in: what <see cref="RerankStage.Duration"/> says.</summary>
public struct StageTimer
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

    /// <summary>Begins to measure.</summary>
    /// <param name="timeProvider">The clock.</param>
    /// <returns>A timer that runs.</returns>
    public static StageTimer Start(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        return new(timeProvider);
    }

    /// <summary>Call before calling inward.</summary>
    public void Pause() => _pausedAt = _timeProvider.GetTimestamp();

    /// <summary>Call after the inner call has returned.</summary>
    public void Resume() => _paused += _timeProvider.GetTimestamp() - _pausedAt;

    /// <summary>The time since the start without the pauses.</summary>
    public readonly TimeSpan Elapsed => _timeProvider.GetElapsedTime(_start + _paused, _timeProvider.GetTimestamp());
}
