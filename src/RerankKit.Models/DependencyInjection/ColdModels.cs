using System.Collections.Concurrent;

namespace RerankKit.Models;

/// <summary>The models that were loaded, in code or by configuration, and wait for their warm-up.</summary>
internal sealed class ColdModels
{
    private readonly ConcurrentQueue<Func<CancellationToken, Task>> _waiting = [];

    public int Count => _waiting.Count;

    /// <summary>Takes note of a model that its options want warm.</summary>
    public void Add(InferenceOptions options, Func<CancellationToken, Task> warmUp)
    {
        if (options.WarmsUpOnStart)
        {
            _waiting.Enqueue(warmUp);
        }
    }

    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        while (_waiting.TryDequeue(out Func<CancellationToken, Task>? warmUp))
        {
            await warmUp(cancellationToken).ConfigureAwait(false);
        }
    }
}
