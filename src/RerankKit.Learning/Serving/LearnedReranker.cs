namespace RerankKit.Learning;

/// <summary>Ranks by a learned model: the signals of the pipeline and the candidates' fields, weighed by boosted trees.</summary>
/// <remarks>
/// The features are computed by the code that they were learned with; the trees are evaluated here, without ML.NET and without native code. Scores depend on the other
/// candidates of the call, and mean nothing across queries. A model with a reranker's score among its features needs that reranker inside (<c>UseLearned</c>). Thread-safe.
/// </remarks>
public sealed class LearnedReranker : IReranker
{
    private const string StageName = "learned";
    private readonly LearnedModel _model;
    private readonly IReranker? _inner;
    private readonly DocumentFieldReader _read;
    private readonly TimeProvider _timeProvider;
    private readonly RerankerMetadata _metadata;

    /// <summary>Makes a reranker.</summary>
    /// <param name="model">The model.</param>
    /// <param name="innerReranker">The reranker whose score is one of the features; null for a model without. Disposed together with this one.</param>
    /// <param name="readField">Reads the fields of candidates; null for dictionaries and JSON objects in <see cref="RerankCandidate.Item"/>.</param>
    /// <param name="timeProvider">Measures the stage's time; null for the system's clock.</param>
    /// <exception cref="ArgumentException">The model needs a reranker's score and there is none, or there is one that the model knows nothing of.</exception>
    public LearnedReranker(LearnedModel model, IReranker? innerReranker = null, DocumentFieldReader? readField = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.FeatureSet.HasReranker != innerReranker is not null)
        {
            throw new ArgumentException(
                innerReranker is null
                    ? "The model has the feature 'reranker', the score of another reranker, and none is given. Put UseLearned around the reranker that it was learned with."
                    : "The model has no feature 'reranker', so that the reranker inside would do its work for nothing. Learn a model with its score, or take AddLearned.",
                nameof(innerReranker));
        }

        _model = model;
        _inner = innerReranker;
        _read = readField ?? ItemFields.Read;
        _timeProvider = timeProvider ?? TimeProvider.System;
        RerankerMetadata? inner = innerReranker?.GetService<RerankerMetadata>();
        _metadata = new("learned")
        {
            DefaultModelId = StageName,
            Revision = $"{inner?.DefaultModelId}>{inner?.Revision}>{_model.Fingerprint}",
            ScoreKind = RerankScoreKind.Fused,
            IsPointwise = false,
            ReadsMoreThanText = true,
        };
    }

    /// <inheritdoc/>
    public async Task<RerankResponse> RerankAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        if (RerankArguments.CheckSource(query, candidates, cancellationToken) is { } shortcut)
        {
            return await shortcut.ConfigureAwait(false);
        }

        RerankResponse? scored = _inner is null ? null : await _inner.RerankAsync(query, candidates, options.WithoutTopN(), cancellationToken).ConfigureAwait(false);
        if (scored?.CountScored() == 0)
        {
            RerankResult[] head = [.. scored.Results.Take(options?.TopN ?? int.MaxValue)];
            return scored.WithStage(head, new(StageName, "not-applied") { CandidatesIn = candidates.Count, Reason = "the reranker inside scored nothing" });
        }

        var timer = StageTimer.Start(_timeProvider);
        float[][] features = _model.FeatureSet.Compute(query, candidates, scored, _read);
        RerankResult[] results = new RerankResult[candidates.Count];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = new(i, _model.Trees.Score(features[i]));
        }

        var stage = new RerankStage(StageName, "scored") { CandidatesIn = candidates.Count, CandidatesScored = candidates.Count, Duration = timer.Elapsed, Reason = Missing(candidates) };
        RerankResult[] ranked = RankedResults.Create(results, candidates, options?.TopN);
        return scored is null
            ? new(ranked) { ScoreKind = RerankScoreKind.Fused, ModelId = StageName, Stages = [stage] }
            : scored.WithStage(ranked, RerankScoreKind.Fused, stage);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        OwnServices.Find(serviceType, serviceKey, this, _metadata)
            ?? (serviceKey is null && serviceType == typeof(IReadOnlyList<IReranker>) && _inner is not null ? new[] { _inner } : _inner?.GetService(serviceType, serviceKey));

    /// <summary>Disposes the reranker inside.</summary>
    public void Dispose() => _inner?.Dispose();

    private string? Missing(IReadOnlyList<RerankCandidate> candidates)
    {
        string[] missing =
        [
            .. _model.FeatureSet.Scores.Concat(_model.FeatureSet.Fields).Where(field => !candidates.Any(candidate => !string.IsNullOrWhiteSpace(_read(candidate, field)))),
        ];
        return missing.Length == 0 ? null : $"no candidate has {string.Join(", ", missing)}, which the model looks at";
    }
}
