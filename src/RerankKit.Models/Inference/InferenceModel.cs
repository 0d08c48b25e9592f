namespace RerankKit.Models;

/// <summary>
/// A model: its profile, its tokenizer, its graph, and the scheduler that all calls share. The graph is asked what it takes and gives when it is first wanted, once for all callers, and again after a
/// failure. Thread-safe.
/// </summary>
internal sealed class InferenceModel : IDisposable
{
    private readonly IGraph _graph;
    private readonly GraphSource _source;
    private readonly Type _owner;
    private readonly bool _padLeft;
    private readonly Func<IReadOnlyList<GraphTensor>, IOutputHead> _head;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposing = new();
    private Task<BatchScheduler>? _connection;
    private BatchScheduler? _scheduler;
    private bool _disposed;

    /// <summary>Reads the tokenizer and opens the graph.</summary>
    /// <param name="owner">Who is disposed when this is.</param>
    /// <param name="source">The model's files and the application's wishes; what runs the graph is named there.</param>
    /// <param name="padLeft">Whether padding stands before a sequence.</param>
    /// <param name="head">Makes the head from the graph's outputs.</param>
    public InferenceModel(Type owner, GraphSource source, bool padLeft, Func<IReadOnlyList<GraphTensor>, IOutputHead> head)
    {
        (_owner, _source, _padLeft, _head) = (owner, source, padLeft, head);
        (ModelProfile profile, InferenceOptions options) = (source.Profile, source.Options);
        if (options is { Tokenizer: not null, ParseSpecialTokens: true })
        {
            throw new ArgumentException($"{nameof(options.ParseSpecialTokens)} is of the model's own tokenizer, which {nameof(options.Tokenizer)} replaces. Leave one out.", nameof(source));
        }

        // The graph is opened while the tokenizer is read, which takes its time, too.
        Task<IGraph> opening = Task.Run(() => options.Graph!.Open(source));
        try
        {
            Tokenizer = HuggingFaceTokenizer.Load(profile.Directory, new() { ParseSpecialTokens = options.ParseSpecialTokens }).ReadBy(options.Tokenizer, options.GivenLayout);
            ModelLimits.CheckVocabulary(profile, Tokenizer);
            MaxLength = ModelLimits.Length(profile, options.MaxLength);
            IsInProcess = options.Graph!.IsInProcess;
            _graph = opening.GetAwaiter().GetResult();
            ModelId = options.ModelId ?? _graph.ModelName;
            GraphTraits traits = _graph.Traits;
            Scheduling = new(
                options.Concurrency ?? traits.Concurrency, options.TokenBudget ?? traits.TokenBudget, options.IsolatePairs ?? traits.IsolatesSequences, SharesRuns: traits.SharesRuns,
                IsBlocking: traits.IsBlocking);
            Revision = Revisions.Graph(
                options.Revision ?? _graph.Files, Scheduling.IsolateSequences, options.ParseSpecialTokens, _graph.Computation, options.OutputName, Tokenizer.Deviation);
        }
        catch
        {
            Task.WaitAny(opening);
            if (opening.Exception is null)
            {
                opening.Result.Dispose();
            }

            throw;
        }
    }

    /// <summary>Looks further into the graph once it can be run: what is found here is found at the first connection.</summary>
    public Func<BatchScheduler, CancellationToken, Task>? Complete { get; set; }

    public ModelProfile Profile => _source.Profile;

    public HuggingFaceTokenizer Tokenizer { get; }

    public string ModelId { get; }

    /// <summary>Files and how they are run, from <see cref="Revisions.Graph"/>.</summary>
    public string Revision { get; }

    /// <summary>The longest sequence in tokens.</summary>
    public int MaxLength { get; }

    /// <summary>Whether the graph runs in this process.</summary>
    public bool IsInProcess { get; }

    /// <summary>What runs the graph, as metadata calls it.</summary>
    public string Provider => _graph.Provider;

    /// <summary>Where the graph runs; null for this process.</summary>
    public Uri? Address => _graph.Address;

    /// <summary>Where the graph is, for messages.</summary>
    public string Location => _graph.Location;

    public BatchSchedulerOptions Scheduling { get; }

    /// <summary>Whether the graph can be asked now.</summary>
    public Task<bool> IsReadyAsync(CancellationToken cancellationToken) => _graph.IsReadyAsync(cancellationToken);

    /// <summary>Makes what calls are made to. A model of this process is opened and tried now, so that one that does not work is found out; one of a server when it is first asked.</summary>
    /// <typeparam name="T">What calls are made to.</typeparam>
    /// <param name="create">Makes it, from a model that is open or will be.</param>
    /// <param name="prepare">Checks what can be checked before the graph is opened.</param>
    public T OpenIfHere<T>(Func<T> create, Action? prepare = null)
    {
        try
        {
            prepare?.Invoke();
            if (IsInProcess)
            {
                Complete ??= ProbeAsync;
                ConnectAsync().GetAwaiter().GetResult();
            }

            return create();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What runs batches, once the graph has said what it takes and gives.</summary>
    public Task<BatchScheduler> ConnectAsync()
    {
        Task<BatchScheduler>? connection = Volatile.Read(ref _connection);
        if (connection is { IsCompletedSuccessfully: true } && !Volatile.Read(ref _disposed))
        {
            return connection;
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, _owner);
            if (_connection is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _connection = Task.Run(() => OpenAsync(_disposing.Token));
            }

            return _connection;
        }
    }

    /// <summary>Runs two sequences that hold the largest token id, so that a graph of another vocabulary or of fixed shapes is found out now.</summary>
    /// <exception cref="InvalidDataException">The graph and the tokenizer do not belong together.</exception>
    public async Task ProbeAsync(BatchScheduler scheduler, CancellationToken cancellationToken)
    {
        int last = Tokenizer.VocabularySize - 1;
        using var request = new SequenceRequest(2, arenas: 1);
        request.Write(0, 0, [last, last, last, last], [0, 0, 0, 0], isTruncated: false);
        request.Write(1, 0, [last, last], [0, 0], isTruncated: false);
        request.Arrange([], blockSize: 2);
        try
        {
            await scheduler.ScoreAsync(request, deadline: null, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (_graph.IsRefusal(exception))
        {
            throw new InvalidDataException(
                Invariant(
                    $"'{Location}' fails on the tokenizer's largest id {last}: graph and tokenizer are not of the same model, or the graph has fixed shapes. {exception.Message}"),
                exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        BatchScheduler? scheduler;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            Volatile.Write(ref _disposed, true);
            scheduler = _scheduler;
        }

        // A connection under way ends by itself; its callers are told.
        _disposing.Cancel();
        scheduler?.Dispose();
        _graph.Dispose();
        _disposing.Dispose();
    }

    private async Task<BatchScheduler> OpenAsync(CancellationToken cancellationToken)
    {
        BatchScheduler? scheduler = null;
        try
        {
            GraphSignature signature = await _graph.DescribeAsync(cancellationToken).ConfigureAwait(false);
            var layout = new SequenceLayout(signature.Inputs, Profile, _padLeft);
            IOutputHead head = _head(signature.Outputs);
            scheduler = new(_ => new GraphRunner(_graph, layout, head), Scheduling with { MaxSequences = signature.MaxSequences }, _source.TimeProvider, ModelId);
            if (Complete is { } complete)
            {
                await complete(scheduler, cancellationToken).ConfigureAwait(false);
            }

            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, _owner);
                return _scheduler = scheduler;
            }
        }
        catch (Exception exception)
        {
            scheduler?.Dispose();
            ObjectDisposedException.ThrowIf(exception is OperationCanceledException && cancellationToken.IsCancellationRequested, _owner);
            throw;
        }
    }
}
