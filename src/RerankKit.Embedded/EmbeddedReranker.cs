namespace RerankKit.Embedded;

/// <summary>A reranker with its model in the package: no download, no native code. For English.</summary>
/// <remarks>
/// <para>
/// The model is a table of 128 numbers for each of 30,522 word pieces, made from two published embedding models. A candidate's score is the weighted sum of standard scores
/// over the candidates of the call: the first stage's score where candidates have one; BM25 in which words that mean the like count as well (words); the cosine of
/// weighted sums of vectors (meaning); the query's words at the beginning of the text (lead); likeness to the candidates ranked first so far, in words (feedback) and as a whole (topic). Candidates that
/// have all of a query's identifiers, such as <c>E-1042</c>, stand above those that lack some.
/// </para>
/// <para>
/// It knows English; a table of your own (<see cref="EmbeddedRerankerOptions.TablePath"/>) what its model knows. Where candidates or query do not look English the order is the first stage's, or BM25's where a candidate has no first-stage score, and the stage
/// says why. Scores depend on the other candidates of the call: <see cref="RerankerMetadata.IsPointwise"/> is false.
/// </para>
/// <para>The work is done on the caller's thread before the call returns; memory is kept per thread, and what a call allocates is its response. Thread-safe.</para>
/// </remarks>
public sealed partial class EmbeddedReranker : IReranker
{
    private const string StageName = "embedded";
    private const string ModelId = "rerankkit-embedded";
    private readonly EmbeddedRerankerOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly EmbeddedModel _model;
    private readonly string _modelId;
    private readonly TextTokenCache? _cache;
    private LexicalReranker? _lexical;
    private readonly RerankerMetadata _metadata;

    /// <summary>Makes a reranker. The first one of a process loads the table.</summary>
    /// <param name="options">Weights, cache, guard, another table; null for the defaults.</param>
    /// <param name="timeProvider">Measures the stage's time; null for the system's clock.</param>
    /// <exception cref="FileNotFoundException">There is no file <see cref="EmbeddedRerankerOptions.TablePath"/>.</exception>
    /// <exception cref="InvalidDataException">It is no table, or a damaged one.</exception>
    public EmbeddedReranker(EmbeddedRerankerOptions? options = null, TimeProvider? timeProvider = null)
    {
        _options = options?.Clone() ?? new();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _model = _options.TablePath is { } path ? new(EmbeddedTable.Load(path)) : EmbeddedModel.Shared;
        _modelId = _options.TablePath is { } named ? Path.GetFileNameWithoutExtension(named) : ModelId;
        _cache = _options.CachedTexts > 0 ? new(_options.CachedTexts) : null;
        bool isBlended = _options.Scores == EmbeddedScores.Blended;
        _metadata = new("embedded")
        {
            DefaultModelId = _modelId,
            Revision = Invariant(
                $"table={_model.Fingerprint};scores={_options.Scores};b={EmbeddedParts.B:R};least={EmbeddedParts.LeastLength:R};first={_options.FirstStageWeight:R};words={_options.WordsWeight:R};meaning={_options.MeaningWeight:R};lead={_options.LeadWeight:R};feedback={_options.FeedbackWeight:R};guard={_options.GuardLanguage}"),
            ScoreKind = isBlended ? RerankScoreKind.Fused : RerankScoreKind.Similarity,
            IsPointwise = false,
            ReadsMoreThanText = isBlended && _options.FirstStageWeight > 0,
        };
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

        EmbeddedWorkspace workspace = EmbeddedWorkspace.Take();
        try
        {
            var timer = StageTimer.Start(_timeProvider);
            if (!Read(workspace, query, candidates, options?.MaxTokensPerDocument, cancellationToken))
            {
                return Task.FromCanceled<RerankResponse>(cancellationToken);
            }

            return Refusal(workspace) is { } reason
                ? LeaveAsync(query, candidates, options, reason, timer, cancellationToken)
                : Task.FromResult(Rank(workspace, candidates, options?.TopN, timer));
        }
        finally
        {
            EmbeddedWorkspace.Return(workspace);
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => OwnServices.Find(serviceType, serviceKey, this, _metadata);

    /// <summary>Does nothing: there is nothing to release.</summary>
    public void Dispose()
    {
    }
}
