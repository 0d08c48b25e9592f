using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RerankKit.LateInteraction;

/// <summary>Scores documents by MaxSim over token vectors, which are looked up in a store or encoded where the store has none.</summary>
/// <remarks>
/// <para>
/// Late interaction (Khattab and Zaharia, ColBERT, 2020): for each vector of the query the greatest dot product with any vector of the document, summed
/// or averaged. A call encodes the query, reads all documents from the store in one round trip, and encodes what is missing in one call. What was
/// encoded is scored in the store's precision: a pair's score depends neither on what was stored nor on the other pairs.
/// </para>
/// <para>
/// A store that fails does not fail the call: what cannot be read is encoded, what cannot be written is encoded again the next time, and a warning and the
/// stage <c>token-vector-store</c> say so. In that stage <see cref="RerankStage.CandidatesScored"/> counts the hits. A failing encoder fails the call.
/// </para>
/// <para>
/// A document of which nothing takes part in scoring, or for which the encoder returned a number that is not finite, follows the scored ones as
/// <see cref="RerankPlacement.Unscored"/>; so does every document when nothing of the query takes part.
/// </para>
/// <para>
/// <see cref="RerankOptions.MaxTokensPerDocument"/> below the encoder's own limit passes the store by, whose vectors are those of whole documents.
/// <see cref="RerankOptions.TimeBudget"/> is kept: documents are then encoded in first-stage order, in several calls, until the time is up, and what was
/// encoded is still stored after it. <see cref="RerankOptions.Instruction"/> and <see cref="RerankOptions.ModelId"/> have no effect. Token counts and
/// truncation are known for documents that were encoded, not for those out of the store. Thread-safe.
/// </para>
/// </remarks>
public sealed partial class LateInteractionReranker : IReranker
{
    private readonly IMultiVectorEncoder _encoder;
    private readonly MultiVectorEncoderMetadata _encoderMetadata;
    private readonly LateInteractionRerankerOptions _options;
    private readonly TokenVectorCodec _codec;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly RerankerMetadata _metadata;
    private readonly LatencyEstimate _latency = new();
    private readonly ChunkSizes _blocks;

    /// <summary>Makes a reranker.</summary>
    /// <param name="encoder">Encodes queries, and documents that the store does not have. Disposed with the reranker unless the options say otherwise.</param>
    /// <param name="options">Store, precision, aggregation, threads; null for the defaults.</param>
    /// <param name="timeProvider">Measures stages and time budgets; null for the system's clock.</param>
    /// <param name="logger">Receives warnings about the store; null for none.</param>
    /// <exception cref="ArgumentException">
    /// The encoder has no <see cref="MultiVectorEncoderMetadata"/>, the store holds vectors of another revision or dimension, or options contradict each other.
    /// </exception>
    public LateInteractionReranker(
        IMultiVectorEncoder encoder,
        LateInteractionRerankerOptions? options = null,
        TimeProvider? timeProvider = null,
        ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        _encoder = encoder;
        _options = options?.Clone() ?? new();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger.Instance;
        _encoderMetadata = encoder.GetService<MultiVectorEncoderMetadata>()
            ?? throw new ArgumentException(
                $"The encoder {encoder.GetType()} does not describe itself. Its GetService has to answer with MultiVectorEncoderMetadata.", nameof(encoder));
        LateInteractionChecks.Check(_options, _encoderMetadata);
        _codec = _options.Store?.Codec ?? TokenVectorCodecs.Create(_options.Precision ?? TokenVectorPrecision.Float32, _encoderMetadata.Dimension);
        // One document says how long they take: a first call that tried more of them might come back with none.
        _blocks = new(_latency, first: 1, least: 1, SafetyMargin);
        _metadata = new(_options.Name)
        {
            ProviderUri = _encoderMetadata.ProviderUri,
            DefaultModelId = _encoderMetadata.ModelId,
            Revision = Invariant(
                $"{_encoderMetadata.ProviderName};{_encoderMetadata.Revision};query={_encoderMetadata.MaxQueryTokens};codec={_codec.Id};{_options.Aggregation}"),
            ScoreKind = RerankScoreKind.Similarity,
            KeepsTimeBudget = true,
        };
    }

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
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        OwnServices.Find(serviceType, serviceKey, this, _metadata)
        ?? (serviceKey is null && serviceType == typeof(IMultiVectorEncoder) ? _encoder
            : serviceKey is null && serviceType == typeof(ITokenVectorStore) ? _options.Store
            : _encoder.GetService(serviceType, serviceKey));

    /// <summary>Disposes the encoder and the store, unless the options say that they belong to somebody else.</summary>
    public void Dispose()
    {
        if (!_options.LeaveEncoderOpen)
        {
            _encoder.Dispose();
        }

        if (!_options.LeaveStoreOpen)
        {
            _options.Store?.Dispose();
        }
    }
}
