namespace RerankKit.Models;

/// <summary>What rerankers that score one token sequence per candidate with a model have in common, wherever its graph runs.</summary>
/// <remarks>
/// <para>
/// Thread-safe. All calls share the model: sequences of calls that wait are merged into length-sorted batches of bounded size. Encoding is done on the caller's thread. A time budget is kept:
/// candidates are then scored in first-stage order, and those there was no time for follow unscored.
/// </para>
/// <para>A model of this process is looked into when it is loaded; a server is first asked when the first call comes, or by <see cref="ConnectAsync"/>.</para>
/// </remarks>
public abstract class ModelReranker : IReranker, IWarmable
{
    private readonly InferenceModel _model;
    private readonly string _stageName;
    private readonly ScoreActivation _activation;
    private readonly TimeProvider _timeProvider;
    private readonly SequenceScoring _scoring;
    private readonly RerankerMetadata _metadata;

    private protected ModelReranker(InferenceModel model, string stageName, ScoreActivation activation, string revision, TimeProvider timeProvider)
    {
        _model = model;
        _stageName = stageName;
        _activation = activation;
        _timeProvider = timeProvider;
        _scoring = new(timeProvider);
        _metadata = new(model.Provider)
        {
            ProviderUri = model.Address,
            DefaultModelId = model.ModelId,
            Revision = revision,
            ScoreKind = ScoredRanking.KindOf(activation),
            KeepsTimeBudget = true,
        };
    }

    /// <summary>The longest sequence of query, document and special tokens, in tokens.</summary>
    public int MaxLength => _model.MaxLength;

    /// <summary>The model's tokenizer; with <see cref="InferenceOptions.Tokenizer"/> it cuts texts by that one.</summary>
    public HuggingFaceTokenizer Tokenizer => _model.Tokenizer;

    private protected InferenceModel Model => _model;

    /// <summary>Asks the server of a model what it takes and gives, and checks it, unless that was done. A model of this process was looked into when it was loaded.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when the model can be asked.</returns>
    /// <exception cref="RerankServiceException">The server does not answer, or does not have the model.</exception>
    /// <exception cref="InvalidDataException">The served graph is not that of the folder's model.</exception>
    /// <exception cref="NotSupportedException">The served graph wants inputs that a text model does not have.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => _model.ConnectAsync().WaitAsync(cancellationToken);

    /// <summary>Whether the model can be asked now: a server says so; a model of this process always can.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>False where a server says that it cannot.</returns>
    /// <exception cref="RerankServiceException">No server answers.</exception>
    public Task<bool> IsReadyAsync(CancellationToken cancellationToken = default) => _model.IsReadyAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<RerankResponse> RerankAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        return RerankArguments.CheckSource(query, candidates, cancellationToken) ?? ScoreAsync(query, candidates, options, cancellationToken);
    }

    /// <summary>Runs long sequences on every worker and a short one by itself, so that the first call finds memory, threads and sessions ready.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when the runs have.</returns>
    public async Task WarmUpAsync(CancellationToken cancellationToken = default)
    {
        string text = string.Join(' ', Enumerable.Repeat("warm", _model.Scheduling.TokenBudget));
        RerankCandidate[] candidates = [.. Enumerable.Repeat(new RerankCandidate(text), _model.Scheduling.Workers * 2)];
        await RerankAsync("warm up", candidates, options: null, cancellationToken).ConfigureAwait(false);
        await RerankAsync("warm up", [new RerankCandidate("warm")], options: null, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => OwnServices.Find(serviceType, serviceKey, this, _metadata, _model.Tokenizer);

    /// <summary>Ends the calls that run with <see cref="ObjectDisposedException"/> and releases the model.</summary>
    public void Dispose()
    {
        _model.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Encodes a call's query.</summary>
    private protected abstract ISequenceEncoder CreateEncoder(string query, RerankOptions? options);

    private async Task<RerankResponse> ScoreAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        var timer = StageTimer.Start(_timeProvider);
        ISequenceEncoder encoder = CreateEncoder(query, options);
        using SequenceRequest request = await ScoreAsync(encoder, candidates, timer, options?.TimeBudget, cancellationToken).ConfigureAwait(false);
        RerankResponse response = ScoredRanking.Create(request, candidates, _activation, options?.TopN);
        return ScoredRanking.Describe(response, request, encoder.QueryTruncation, _stageName, _model.ModelId, timer.Elapsed);
    }

    private async Task<SequenceRequest> ScoreAsync(
        ISequenceEncoder encoder, IReadOnlyList<RerankCandidate> candidates, StageTimer timer, TimeSpan? budget, CancellationToken cancellationToken)
    {
        Task<BatchScheduler> connection = _model.ConnectAsync();
        if (!connection.IsCompletedSuccessfully)
        {
            using Deadline? deadline = budget is TimeSpan limit ? new(_timeProvider, limit, cancellationToken) : null;
            BatchScheduler? connected = deadline is null ? await connection.WaitAsync(cancellationToken).ConfigureAwait(false) : await deadline.WaitAsync(connection).ConfigureAwait(false);
            budget -= timer.Elapsed;
            if (connected is null || budget <= TimeSpan.Zero)
            {
                return new(candidates.Count, arenas: 1);
            }
        }

        return await _scoring.ScoreAsync(await connection.ConfigureAwait(false), encoder, candidates, budget, cancellationToken).ConfigureAwait(false);
    }
}
