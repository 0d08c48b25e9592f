namespace RerankKit;

/// <summary>Leaves a distributed cache alone after it failed or was too slow, and then lets one call find out whether it is back. Thread-safe.</summary>
/// <remarks>
/// The pause doubles with each failure in a row, so that a cache that stays away costs ever fewer calls their time. A call that can wait longer than those that
/// waited in vain may ask all the same: a tight time budget must not take the cache away from calls that have time for it.
/// </remarks>
internal sealed class StoreRest(TimeProvider timeProvider, TimeSpan pause)
{
    // The longest pause, in pauses.
    private const long LongestPause = 30;
    private readonly Lock _lock = new();
    private long _pauses;
    private long _until;
    private TimeSpan _waited;
    private bool _isProbed;

    /// <summary>Whether nobody should ask now.</summary>
    public bool IsResting
    {
        get
        {
            lock (_lock)
            {
                return _pauses > 0 && (timeProvider.GetTimestamp() < _until || _isProbed);
            }
        }
    }

    /// <summary>Whether a call that can wait that long may ask. It then tells how it went, in any case.</summary>
    public bool TryAsk(TimeSpan wait)
    {
        lock (_lock)
        {
            if (_pauses == 0)
            {
                return true;
            }

            if (timeProvider.GetTimestamp() < _until)
            {
                return wait > _waited;
            }

            bool isProbe = !_isProbed;
            _isProbed = true;
            return isProbe;
        }
    }

    public void Succeeded()
    {
        lock (_lock)
        {
            (_pauses, _isProbed, _waited) = (0, false, TimeSpan.Zero);
        }
    }

    /// <summary>Takes note of a failure.</summary>
    /// <param name="waited">How long an answer was waited for; null for an error, which would have been the same for everybody.</param>
    public void Failed(TimeSpan? waited)
    {
        lock (_lock)
        {
            long now = timeProvider.GetTimestamp();
            TimeSpan inVain = waited ?? TimeSpan.MaxValue;
            _waited = inVain > _waited ? inVain : _waited;
            _isProbed = false;

            // Calls that were under way when the pause began fail together: they are one failure.
            if (_pauses == 0 || now >= _until)
            {
                _pauses = _pauses == 0 ? 1 : Math.Min(2 * _pauses, LongestPause);
                _until = now + (long)(_pauses * pause.TotalSeconds * timeProvider.TimestampFrequency);
            }
        }
    }

    /// <summary>The call was cancelled before anybody knew.</summary>
    public void GaveUp()
    {
        lock (_lock)
        {
            _isProbed = false;
        }
    }
}
