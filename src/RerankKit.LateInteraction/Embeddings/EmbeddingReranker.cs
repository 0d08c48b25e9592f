using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace RerankKit.LateInteraction;

/// <summary>Scores documents by the cosine between their embedding and the query's: any <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> as a reranker.</summary>
/// <remarks>
/// <para>
/// A call embeds the query, looks the documents' vectors up by their texts, and embeds what is missing in one call, every text once. Vectors are brought to length 1
/// here, so a score is a cosine, from -1 to 1 (<see cref="RerankScoreKind.Similarity"/>), and comparable between queries as far as the model's are. With
/// <see cref="EmbeddingRerankerOptions.Blend"/> it is <see cref="RerankScoreKind.Fused"/>, and the cosine stands in <see cref="RerankResult.RawScore"/>.
/// </para>
/// <para>
/// Embeddings compare two texts that were read apart, one vector for each: a cross-encoder or late interaction mostly ranks better, at a higher price. It is late
/// interaction with one vector per text: stores, time budget, cancellation and stages are those of <see cref="LateInteractionReranker"/>.
/// </para>
/// <para>
/// A blank document, and one whose vector is zero, follows the scored ones as <see cref="RerankPlacement.Unscored"/>. A generator that returns another number of vectors than texts, vectors of
/// different lengths, or a number that is not finite fails the call with <see cref="InvalidOperationException"/>. <see cref="RerankOptions.Instruction"/> and <see cref="RerankOptions.ModelId"/> have no
/// effect; <see cref="RerankOptions.MaxTokensPerDocument"/> has one where the generator can count tokens (<see cref="EmbeddingModelMetadata"/>). Thread-safe.
/// </para>
/// </remarks>
public sealed class EmbeddingReranker : IReranker
{
    private const string StageName = "embeddings";
    private readonly EmbeddingRerankerOptions _options;
    private readonly GeneratorEncoder _encoder;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger? _logger;
    private readonly RerankerMetadata _metadata;
    private readonly Lock _gate = new();
    private IReranker? _cosine;
    private bool _isDisposed;

    /// <summary>Makes a reranker.</summary>
    /// <param name="generator">Embeds queries and documents. Disposed with the reranker unless the options say otherwise.</param>
    /// <param name="options">Prompts, dimension, cache, blend; null for the defaults.</param>
    /// <param name="timeProvider">Measures stages and time budgets; null for the system's clock.</param>
    /// <param name="logger">Receives warnings about the store; null for none.</param>
    /// <exception cref="ArgumentException">There is a store, and nothing that tells the generator's vectors from others.</exception>
    public EmbeddingReranker(
        IEmbeddingGenerator<string, Embedding<float>> generator,
        EmbeddingRerankerOptions? options = null,
        TimeProvider? timeProvider = null,
        ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        _options = options?.Clone() ?? new();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _logger = logger;
        _encoder = new(generator, _options);
        if (_options.Store is not null && !_encoder.IsIdentified)
        {
            throw new ArgumentException(
                $"The embedding generator {generator.GetType()} does not say which model it runs, so nothing tells its stored vectors from those of others. Set {nameof(options.Revision)}, or do without a store.",
                nameof(options));
        }

        bool isBlended = _options.Blend is not null;
        _metadata = new(StageName)
        {
            ProviderUri = _encoder.Address,
            DefaultModelId = _encoder.ModelId,
            Revision = _options.Blend is { } blend ? Invariant($"{_encoder.ScoreRevision};blend={blend.Weight:R}/{blend.Normalization}") : _encoder.ScoreRevision,
            ScoreKind = isBlended ? RerankScoreKind.Fused : RerankScoreKind.Similarity,
            IsPointwise = !isBlended,
            ReadsMoreThanText = isBlended,
            KeepsTimeBudget = true,
        };
        if (_encoder.Dimension is not null)
        {
            _cosine = Create();
        }
    }

    /// <inheritdoc/>
    public Task<RerankResponse> RerankAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        if (RerankArguments.CheckSource(query, candidates, cancellationToken) is { } shortcut)
        {
            return shortcut;
        }

        if (!_encoder.LimitsTokens && options?.MaxTokensPerDocument is not null)
        {
            options = options.Clone();
            options.MaxTokensPerDocument = null;
        }

        return Volatile.Read(ref _cosine) is { } cosine ? cosine.RerankAsync(query, candidates, options, cancellationToken) : BeginAsync(query, candidates, options, cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        OwnServices.Find(serviceType, serviceKey, this, _metadata)
        ?? (Volatile.Read(ref _cosine) is { } cosine && serviceType == typeof(ITokenVectorStore)
            ? cosine.GetService(serviceType, serviceKey)
            : _encoder.GetService(serviceType, serviceKey));

    /// <summary>Disposes the generator, unless the options say that it belongs to somebody else, and forgets the vectors kept in memory.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        _cosine?.Dispose();
        _encoder.Dispose();
    }

    // The first query tells how many numbers a vector has, which stores and kernels have to know.
    private async Task<RerankResponse> BeginAsync(string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        var timer = StageTimer.Start(_timeProvider);
        using Deadline? deadline = options?.TimeBudget is TimeSpan budget ? new(_timeProvider, budget, cancellationToken) : null;
        Task<IReadOnlyList<TokenVectors>> learning = _encoder.LearnDimensionAsync(query, deadline?.Token ?? cancellationToken);
        IReadOnlyList<TokenVectors>? vectors = deadline is null ? await learning.ConfigureAwait(false) : await deadline.WaitAsync(learning).ConfigureAwait(false);
        if (vectors is null)
        {
            return OutOfTime(candidates, options!, timer);
        }

        if (_encoder.Dimension is null)
        {
            throw new InvalidOperationException($"The embedding generator '{_encoder.Name}' returned no numbers for the query; nothing can be scored by it.");
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _cosine ??= Create();
        }

        return await _cosine.RerankAsync(query, candidates, deadline is null ? options : options.WithTimeBudget(Left(deadline)), cancellationToken).ConfigureAwait(false);
    }

    private IReranker Create()
    {
        MultiVectorEncoderMetadata metadata = _encoder.GetService<MultiVectorEncoderMetadata>()!;
        ITokenVectorStore? store = _options.Store is { } given ? given.Open(metadata)
            : _options.MemoryCacheBytes == 0 ? null
            : new MemoryTokenVectorStore(metadata.Revision!, TokenVectorCodecs.Create(TokenVectorPrecision.Float32, metadata.Dimension), _options.MemoryCacheBytes);
        var cosine = new LateInteractionReranker(
            _encoder,
            new() { Name = StageName, KeysByText = true, Store = store, StoreEncoded = store is not null, LeaveEncoderOpen = true },
            _timeProvider,
            _logger);
        return _options.Blend is null ? cosine : new BlendReranker(cosine, _options.Blend, _timeProvider);
    }

    private static TimeSpan Left(Deadline deadline) => deadline.TimeLeft > TimeSpan.Zero ? deadline.TimeLeft : TimeSpan.FromTicks(1);

    private RerankResponse OutOfTime(IReadOnlyList<RerankCandidate> candidates, RerankOptions options, StageTimer timer) =>
        new(RankedResults.Create([.. candidates.Select((_, i) => RerankResult.Unscored(i, RerankPlacement.OverBudget))], candidates, options.TopN))
        {
            ScoreKind = _metadata.ScoreKind,
            ModelId = _encoder.ModelId,
            Stages = [new(StageName, "not-scored") { CandidatesIn = candidates.Count, Duration = timer.Elapsed, Reason = "There was no time for the query's embedding." }],
        };
}
