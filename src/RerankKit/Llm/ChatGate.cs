namespace RerankKit;

/// <summary>Lets a bounded number of questions through at once, and remembers how long one takes. Thread-safe.</summary>
internal sealed class ChatGate(int maxConcurrency) : IDisposable
{
    private const double NewShare = 0.3;
    private readonly SemaphoreSlim _places = new(maxConcurrency);
    private double _seconds;

    public int MaxConcurrency => maxConcurrency;

    /// <summary>How long a question has taken lately; null before the first answer.</summary>
    public TimeSpan? Latency => Volatile.Read(ref _seconds) is > 0 and double seconds ? TimeSpan.FromSeconds(seconds) : null;

    public Task EnterAsync(CancellationToken cancellationToken) => _places.WaitAsync(cancellationToken);

    public void Leave() => _places.Release();

    public void Dispose() => _places.Dispose();

    /// <summary>Takes note of an answer. Of two at the same moment one may be forgotten: it is an average.</summary>
    public void Record(TimeSpan elapsed)
    {
        double before = Volatile.Read(ref _seconds);
        Volatile.Write(ref _seconds, before > 0 ? before + (NewShare * (elapsed.TotalSeconds - before)) : elapsed.TotalSeconds);
    }
}
