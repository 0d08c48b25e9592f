namespace RerankKit.Triton;

/// <summary>How long recent requests took, and a percentile of that. Thread-safe.</summary>
internal sealed class LatencyWindow(int size, double percentile)
{
    // Sorting the window each time would cost more than it tells.
    private const int Refresh = 8;
    private readonly Lock _gate = new();
    private readonly TimeSpan[] _recent = new TimeSpan[size];
    private readonly TimeSpan[] _sorted = new TimeSpan[size];
    private long _count;
    private long _value = -1;

    /// <summary>The percentile; null while fewer than a quarter of the window are known.</summary>
    public TimeSpan? Value => Volatile.Read(ref _value) is >= 0 and long ticks ? new(ticks) : null;

    public void Add(TimeSpan latency)
    {
        lock (_gate)
        {
            _recent[_count++ % size] = latency;
            int known = (int)Math.Min(_count, size);
            if (known >= size / 4 && (_value < 0 || _count % Refresh == 0))
            {
                Span<TimeSpan> sorted = _sorted.AsSpan(0, known);
                _recent.AsSpan(0, known).CopyTo(sorted);
                sorted.Sort();
                Volatile.Write(ref _value, sorted[Math.Min((int)(percentile * known), known - 1)].Ticks);
            }
        }
    }
}
