namespace RerankKit.Journeys;

/// <summary>Holds all processors with threads that do nothing else, until it is disposed.</summary>
internal sealed class BusyProcessors : IDisposable
{
    private readonly Thread[] _threads;
    private volatile bool _isOver;

    public BusyProcessors()
    {
        _threads = [.. Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => new Thread(Spin) { IsBackground = true })];
        Array.ForEach(_threads, thread => thread.Start());
    }

    public void Dispose()
    {
        _isOver = true;
        Array.ForEach(_threads, thread => thread.Join());
    }

    private void Spin()
    {
        while (!_isOver)
        {
            Thread.SpinWait(1000);
        }
    }
}
