namespace RerankKit.Models;

/// <summary>Scores long documents window by window instead of cutting them off.</summary>
/// <remarks>
/// The windows of all documents go inward in one call. Which window gave a document its score says
/// <see cref="PassageWindowsExtensions.GetPassageWindows"/>. A document that fits goes inward as it is. A window is cut out of the text at the borders of
/// tokens; read by itself it may have a token more or less, for which two places are kept free. Where a time budget ends before all windows of a document
/// are scored, those that were give it its score, and <see cref="RerankResult.IsPartial"/> says so.
/// </remarks>
public sealed class PassageWindowsReranker : DelegatingReranker
{
    internal const string PropertyName = "rerankkit.passage_windows";
    private const string StageName = "passage-windows";
    private const int SpareTokens = 2;
    private readonly PassageWindowsOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly HuggingFaceTokenizer _tokenizer;
    private readonly ModelReranker? _model;
    private readonly string _tokenizerName;

    /// <summary>Makes the decorator.</summary>
    /// <param name="innerReranker">The reranker that scores.</param>
    /// <param name="options">Length, overlap, aggregation; null for the defaults.</param>
    /// <param name="timeProvider">Measures the stage's time; null for the system's clock.</param>
    /// <exception cref="ArgumentException">The inner reranker has no tokenizer or length of its own, and the options give none.</exception>
    /// <exception cref="NotSupportedException">The tokenizer is an application's that normalises, so that windows of the text cannot be told.</exception>
    public PassageWindowsReranker(IReranker innerReranker, PassageWindowsOptions? options = null, TimeProvider? timeProvider = null)
        : base(innerReranker)
    {
        _options = options?.Clone() ?? new();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _model = innerReranker.GetService<ModelReranker>();
        _tokenizer = _options.Tokenizer ?? innerReranker.GetService<HuggingFaceTokenizer>()
            ?? throw new ArgumentException(
                $"The inner reranker has no tokenizer of its own: set {nameof(PassageWindowsOptions)}.{nameof(PassageWindowsOptions.Tokenizer)}.", nameof(options));
        _tokenizer.RequireRanges();
        _tokenizerName = _options.Tokenizer?.SourcePath is string path && Path.Exists(path) ? $"/{ContentFingerprint.OfTokenizer(path)}" : "";
        if (_options.WindowTokens is null && _model is null)
        {
            throw new ArgumentException(
                $"The inner reranker does not say how much it reads: set {nameof(PassageWindowsOptions)}.{nameof(PassageWindowsOptions.WindowTokens)}.", nameof(options));
        }
    }

    /// <inheritdoc/>
    /// <remarks>The metadata's revision names the windows: a score of a document in windows is another than that of its beginning.</remarks>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        object? service = base.GetService(serviceType, serviceKey);
        return service is not RerankerMetadata metadata ? service : new RerankerMetadata(metadata)
        {
            Revision = Invariant(
                $"{metadata.Revision};windows={_options.WindowTokens}/{_options.Overlap:R}/{_options.Aggregation}/{_options.MaxWindows}{_tokenizerName}"),
        };
    }

    /// <inheritdoc/>
    protected override async Task<RerankResponse> RerankCoreAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options,
        CancellationToken cancellationToken)
    {
        RerankArguments.CheckTexts(candidates);
        var timer = StageTimer.Start(_timeProvider);
        CallBudget budget = CallBudget.Start(_timeProvider, options);
        TimeSpan? half = budget.Left / 2;

        // Half of the time at most for the windows: documents that come later would not be scored either.
        var windows = new WindowedCandidates(
            candidates,
            budget.Left is null ? null : FirstStageOrder.Of(candidates),
            _tokenizer,
            WindowTokens(query),
            _options,
            () => budget.Left < half);
        timer.Pause();
        RerankResponse response = await InnerReranker
            .RerankAsync(query, windows.Candidates, budget.HandOn(options.WithoutTopN()), cancellationToken)
            .ConfigureAwait(false);
        timer.Resume();
        var ranking = new WindowRanking(windows, candidates, response, _options.Aggregation);
        return new(response, ranking.Results(options?.TopN))
        {
            AdditionalProperties = new(response.AdditionalProperties ?? []) { [PropertyName] = ranking.Windows },
            Stages =
            [
                new(StageName, windows.SplitDocuments == 0 ? "whole" : "split")
                {
                    CandidatesIn = candidates.Count,
                    CandidatesScored = ranking.Scored,
                    Duration = timer.Elapsed,
                    Reasons = Reasons(windows, ranking, candidates.Count),
                },
                .. response.Stages,
            ],
        };
    }

    private static string[] Reasons(WindowedCandidates windows, WindowRanking ranking, int count)
    {
        string?[] reasons =
        [
            windows.SplitDocuments == 0 ? null : Invariant(
                $"{windows.SplitDocuments} documents are longer than a window; {windows.Candidates.Count} windows in all."),
            ranking.Partial == 0 ? null : Invariant($"{ranking.Partial} documents were scored by the windows that there was time for."),
            windows.NotCut == 0 ? null : Invariant($"There was no time to cut {windows.NotCut} of {count} documents into windows."),
        ];
        return [.. reasons.OfType<string>()];
    }

    private int WindowTokens(string query)
    {
        if (_options.WindowTokens is int tokens)
        {
            return tokens;
        }

        int room = _model!.MaxLength - _tokenizer.SpecialTokenCount(pair: true) - SpareTokens;
        return Math.Max(1, room - Math.Min(_tokenizer.CountTokens(query), (int)(room * 0.75)));
    }
}
