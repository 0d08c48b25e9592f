namespace RerankKit.Sqlite;

/// <summary>Waits for locks of other connections by trying again: 1 ms, 2 ms, ... 20 ms, without SQLite's own waiting, which some builds do in whole seconds.</summary>
/// <param name="timeout">For how long.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class LockWait(TimeSpan timeout, TimeProvider timeProvider)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(20);
    private readonly long _start = timeProvider.GetTimestamp();
    private TimeSpan _pause = TimeSpan.FromMilliseconds(1);

    /// <summary>Whether it may be tried again.</summary>
    public bool HasTimeLeft => timeProvider.GetElapsedTime(_start) <= timeout;

    public async Task PauseAsync(CancellationToken cancellationToken = default)
    {
        await Task.Delay(_pause, timeProvider, cancellationToken).ConfigureAwait(false);
        _pause = _pause * 2 > LongestPause ? LongestPause : _pause * 2;
    }
}
