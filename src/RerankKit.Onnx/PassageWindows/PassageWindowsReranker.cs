using System.Globalization;

namespace RerankKit.Onnx;

/// <summary>Scores long documents window by window instead of cutting them off.</summary>
/// <remarks>
/// The windows of all documents go inward in one call. Which window gave a document its score says
/// <see cref="PassageWindowsExtensions.GetPassageWindows"/>. A document that fits goes inward as it is. A window is cut out of the text at the borders of
/// tokens; read by itself it may have a token more or less, for which two places are kept free.
/// </remarks>
public sealed class PassageWindowsReranker : DelegatingReranker
{
    internal const string PropertyName = "rerankkit.passage_windows";
    private const string StageName = "passage-windows";
    private const int SpareTokens = 2;
    private readonly PassageWindowsOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly Tokenizer _tokenizer;
    private readonly OnnxReranker? _model;
    private readonly string _tokenizerName;

    /// <summary>Makes the decorator.</summary>
    /// <param name="innerReranker">The reranker that scores.</param>
    /// <param name="options">Length, overlap, aggregation; null for the defaults.</param>
    /// <param name="timeProvider">Measures the stage's time; null for the system's clock.</param>
    /// <exception cref="ArgumentException">The inner reranker has no tokenizer or length of its own, and the options give none.</exception>
    public PassageWindowsReranker(IReranker innerReranker, PassageWindowsOptions? options = null, TimeProvider? timeProvider = null)
        : base(innerReranker)
    {
        _options = options?.Clone() ?? new();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _model = innerReranker.GetService<OnnxReranker>();
        _tokenizer = _options.Tokenizer ?? innerReranker.GetService<Tokenizer>()
            ?? throw new ArgumentException(
                $"The inner reranker has no tokenizer of its own: set {nameof(PassageWindowsOptions)}.{nameof(PassageWindowsOptions.Tokenizer)}.", nameof(options));
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
            Revision = string.Create(
                CultureInfo.InvariantCulture,
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
        var windows = new WindowedCandidates(candidates, _tokenizer, WindowTokens(query), _options);
        RerankOptions? inner = options;
        if (inner?.TopN is not null)
        {
            inner = inner.Clone();
            inner.TopN = null;
        }

        timer.Pause();
        RerankResponse response = await InnerReranker.RerankAsync(query, windows.Candidates, inner, cancellationToken).ConfigureAwait(false);
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
                    Reason = windows.SplitDocuments == 0
                        ? null
                        : string.Create(CultureInfo.InvariantCulture, $"{windows.SplitDocuments} documents are longer than a window; {windows.Candidates.Count} windows in all."),
                },
                .. response.Stages,
            ],
        };
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
