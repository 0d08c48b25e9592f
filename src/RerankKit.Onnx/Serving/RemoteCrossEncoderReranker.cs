namespace RerankKit.Onnx;

/// <summary>Scores every pair of query and document with a cross-encoder that a server runs: Triton, or any other of the KServe v2 protocol, over REST.</summary>
/// <remarks>
/// <para>
/// The model's folder gives what <see cref="CrossEncoderReranker"/> takes from it, except for the graph: tokenizer, pair layout, label, activation, longest
/// sequence. Token sequences are sent, never texts; the logits that come back make the same ranking. The server is first asked when the
/// first call comes, or by <see cref="ConnectAsync"/>.
/// </para>
/// <para>
/// Thread-safe. Sequences of all calls are merged into length-sorted requests of bounded size. A time budget is kept: candidates are then scored in first-stage
/// order, and those there was no time for follow unscored. A request that fails for good fails the calls it worked for, with <see cref="ModelServerException"/>.
/// </para>
/// </remarks>
public sealed partial class RemoteCrossEncoderReranker : IReranker
{
    private const string StageName = "cross-encoder";
    private readonly ServedModel<SequenceScoring> _model;
    private readonly KServeClient _client;
    private readonly HttpClient? _ownedClient;
    private readonly CrossEncoderOptions _pairs;
    private readonly ScoreActivation _activation;
    private readonly string _modelId;
    private readonly RerankerMetadata _metadata;
    private readonly TimeProvider _timeProvider;

    /// <summary>The longest sequence of query, document and special tokens, in tokens.</summary>
    public int MaxLength { get; }

    /// <summary>The model's tokenizer.</summary>
    public HuggingFaceTokenizer Tokenizer { get; }

    /// <summary>Asks the server what the model takes and gives, and checks it, unless that was done.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when the model can be asked.</returns>
    /// <exception cref="ModelServerException">The server does not answer, or does not have the model.</exception>
    /// <exception cref="InvalidDataException">The served graph is not that of the folder's model.</exception>
    /// <exception cref="NotSupportedException">The served graph wants inputs that a text encoder does not have.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => _model.ConnectAsync().WaitAsync(cancellationToken);

    /// <summary>Whether a server says that it can be asked about the model.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>False where a server says that it cannot.</returns>
    /// <exception cref="ModelServerException">No server answers.</exception>
    public Task<bool> IsReadyAsync(CancellationToken cancellationToken = default) => _client.IsReadyAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<RerankResponse> RerankAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        return RerankArguments.CheckSource(query, candidates, cancellationToken) ?? ScoreAsync(query, candidates, options, cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(_metadata) ? _metadata
            : serviceType == typeof(HuggingFaceTokenizer) ? Tokenizer
            : null;
    }

    /// <summary>Ends the calls that run with <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        _model.Dispose();
        _ownedClient?.Dispose();
    }

    private async Task<RerankResponse> ScoreAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        var timer = StageTimer.Start(_timeProvider);
        var encoder = new PairEncoder(Tokenizer, _pairs, MaxLength, options?.MaxTokensPerDocument, query);
        TimeSpan? left = options?.TimeBudget;
        SequenceScoring? scoring = await ConnectInTimeAsync(left, cancellationToken).ConfigureAwait(false);
        left -= timer.Elapsed;
        using SequenceRequest request = scoring is null || left <= TimeSpan.Zero
            ? new(candidates.Count, arenas: 1)
            : await scoring.ScoreAsync(encoder, candidates, left, cancellationToken).ConfigureAwait(false);
        RerankResponse response = ScoredRanking.Create(request, candidates, _activation, options?.TopN);
        return ScoredRanking.Describe(response, request, encoder.QueryTruncation, StageName, _modelId, timer.Elapsed);
    }

    // Null when the time is over before the server has said what it takes.
    private async Task<SequenceScoring?> ConnectInTimeAsync(TimeSpan? budget, CancellationToken cancellationToken)
    {
        Task<(ServedGraph Graph, SequenceScoring Scoring)> graph = _model.ConnectAsync();
        if (budget is TimeSpan limit && limit <= SequenceScoring.LongestBudget && !graph.IsCompleted)
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task first = await Task.WhenAny(graph, Task.Delay(limit, _timeProvider, ended.Token)).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (first != graph)
            {
                return null;
            }
        }

        return (await graph.WaitAsync(cancellationToken).ConfigureAwait(false)).Scoring;
    }
}
