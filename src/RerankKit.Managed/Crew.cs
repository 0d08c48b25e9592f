namespace RerankKit.Managed;

/// <summary>A few threads that do the parts of a work together, again and again, without allocating. Not thread-safe.</summary>
internal sealed class Crew : IDisposable
{
    private readonly Func<int, bool> _work;
    private readonly SemaphoreSlim[] _begin;
    private readonly Thread[] _threads;
    private readonly CountdownEvent _ended;
    private volatile bool _disposed;

    /// <summary>Starts the threads.</summary>
    /// <param name="parts">Parts of the work, 2 or more; the first is done on the caller's thread.</param>
    /// <param name="work">Does a part; false where it was cut short. It does not throw: the other parts would wait for it.</param>
    public Crew(int parts, Func<int, bool> work)
    {
        _work = work;
        _ended = new(parts - 1);
        _begin = [.. Enumerable.Range(1, parts - 1).Select(_ => new SemaphoreSlim(0))];
        _threads = [.. Enumerable.Range(1, parts - 1).Select(part => new Thread(() => DoPart(part))
        {
            IsBackground = true,
            Name = Invariant($"encoder part {part}"),
        })];
        Array.ForEach(_threads, thread => thread.Start());
    }

    /// <summary>Does the work once.</summary>
    /// <returns>What the first part gave.</returns>
    public bool Work()
    {
        _ended.Reset();
        Array.ForEach(_begin, begin => begin.Release());
        bool done = _work(0);
        _ended.Wait();
        return done;
    }

    public void Dispose()
    {
        _disposed = true;
        Array.ForEach(_begin, begin => begin.Release());
        Array.ForEach(_threads, thread => thread.Join());
        Array.ForEach(_begin, begin => begin.Dispose());
        _ended.Dispose();
    }

    private void DoPart(int part)
    {
        while (true)
        {
            _begin[part - 1].Wait();
            if (_disposed)
            {
                return;
            }

            _work(part);
            _ended.Signal();
        }
    }
}
