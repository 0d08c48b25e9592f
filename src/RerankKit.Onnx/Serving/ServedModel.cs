namespace RerankKit.Onnx;

/// <summary>Asks the server about the model when it is first wanted, once for all callers, and again after a failure. Thread-safe.</summary>
/// <typeparam name="T">What is made of the graph for the calls.</typeparam>
/// <param name="owner">Who is disposed when it is.</param>
/// <param name="client">Asks.</param>
/// <param name="profile">What the model's files say.</param>
/// <param name="options">Names and sizes.</param>
/// <param name="head">Makes the head from the outputs that the server names.</param>
/// <param name="complete">Checks the graph and makes of it what calls need.</param>
/// <param name="timeProvider">Measures requests.</param>
internal sealed class ServedModel<T>(
    Type owner,
    KServeClient client,
    ModelProfile profile,
    ServedModelOptions options,
    Func<IReadOnlyList<OnnxTensorInfo>, IOutputHead> head,
    Func<ServedGraph, CancellationToken, Task<T>> complete,
    TimeProvider timeProvider) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposing = new();
    private Task<(ServedGraph Graph, T Completed)>? _graph;
    private bool _disposed;

    /// <summary>The graph.</summary>
    public Task<(ServedGraph Graph, T Completed)> ConnectAsync()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, owner);
            if (_graph is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _graph = Task.Run(() => OpenAsync(_disposing.Token));
            }

            return _graph;
        }
    }

    public void Dispose()
    {
        Task<(ServedGraph Graph, T Completed)>? graph;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            graph = _graph;
        }

        _disposing.Cancel();
        try
        {
            graph?.GetAwaiter().GetResult().Graph.Dispose();
        }
        catch (Exception exception) when (exception is OperationCanceledException or ModelServerException or InvalidDataException or NotSupportedException or ArgumentException)
        {
            // It never opened; its callers have been told.
        }

        _disposing.Dispose();
    }

    private async Task<(ServedGraph Graph, T Completed)> OpenAsync(CancellationToken cancellationToken)
    {
        KServeModel model = await client.GetModelAsync(cancellationToken).ConfigureAwait(false);
        int maxBatchSize = options.MaxBatchSize ?? await client.GetMaxBatchSizeAsync(cancellationToken).ConfigureAwait(false) ?? int.MaxValue;
        var graph = new ServedGraph(client, model, profile, options, head, maxBatchSize, timeProvider);
        try
        {
            return (graph, await complete(graph, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            graph.Dispose();
            throw;
        }
    }
}
