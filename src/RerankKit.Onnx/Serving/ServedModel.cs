namespace RerankKit.Onnx;

/// <summary>Asks the server about the model when it is first wanted, once for all callers, and again after a failure. Thread-safe.</summary>
internal sealed class ServedModel(
    KServeClient client,
    ModelProfile profile,
    RemoteCrossEncoderOptions options,
    Func<IReadOnlyList<OnnxTensorInfo>, IOutputHead> head,
    TimeProvider timeProvider) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposing = new();
    private Task<ServedGraph>? _graph;
    private bool _disposed;

    /// <summary>The graph.</summary>
    public Task<ServedGraph> ConnectAsync()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(RemoteCrossEncoderReranker));
            if (_graph is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _graph = Task.Run(() => OpenAsync(_disposing.Token));
            }

            return _graph;
        }
    }

    public void Dispose()
    {
        Task<ServedGraph>? graph;
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
            graph?.GetAwaiter().GetResult().Dispose();
        }
        catch (Exception exception) when (exception is OperationCanceledException or ModelServerException or InvalidDataException or NotSupportedException)
        {
            // It never opened; its callers have been told.
        }

        _disposing.Dispose();
    }

    private async Task<ServedGraph> OpenAsync(CancellationToken cancellationToken)
    {
        KServeModel model = await client.GetModelAsync(cancellationToken).ConfigureAwait(false);
        int maxBatchSize = options.MaxBatchSize ?? await client.GetMaxBatchSizeAsync(cancellationToken).ConfigureAwait(false) ?? int.MaxValue;
        return new(client, model, profile, options, head, maxBatchSize, timeProvider);
    }
}
