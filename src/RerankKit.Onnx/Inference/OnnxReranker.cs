namespace RerankKit.Onnx;

/// <summary>What rerankers that score one token sequence per candidate with an ONNX graph have in common.</summary>
/// <remarks>
/// Thread-safe. All calls share the model's sessions: sequences of calls that wait are merged into batches of bounded size. Encoding is done on the
/// caller's thread. A time budget is kept: candidates are then scored in first-stage order, and those there was no time for follow unscored.
/// </remarks>
public abstract class OnnxReranker : IReranker
{
    private readonly InferenceModel _model;
    private readonly string _stageName;
    private readonly ScoreActivation _activation;
    private readonly TimeProvider _timeProvider;
    private readonly SequenceScoring _scoring;
    private readonly RerankerMetadata _metadata;

    private protected OnnxReranker(InferenceModel model, string stageName, ScoreActivation activation, string revision, TimeProvider timeProvider)
    {
        _model = model;
        _stageName = stageName;
        _activation = activation;
        _timeProvider = timeProvider;
        _scoring = new(model.Scheduler, timeProvider);
        _metadata = new("onnx")
        {
            DefaultModelId = model.ModelId,
            Revision = revision,
            ScoreKind = ScoredRanking.KindOf(activation),
            KeepsTimeBudget = true,
        };
    }

    /// <summary>The longest sequence of query, document and special tokens, in tokens.</summary>
    public int MaxLength => _model.MaxLength;

    /// <summary>The model's tokenizer.</summary>
    public HuggingFaceTokenizer Tokenizer => _model.Tokenizer;

    private protected InferenceModel Model => _model;

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
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(_metadata) ? _metadata
            : serviceType == typeof(HuggingFaceTokenizer) ? _model.Tokenizer
            : null;
    }

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
        using SequenceRequest request = await _scoring
            .ScoreAsync(encoder, candidates, options?.TimeBudget, cancellationToken)
            .ConfigureAwait(false);
        RerankResponse response = ScoredRanking.Create(request, candidates, _activation, options?.TopN);
        return ScoredRanking.Describe(response, request, encoder.QueryTruncation, _stageName, _model.ModelId, timer.Elapsed);
    }
}
