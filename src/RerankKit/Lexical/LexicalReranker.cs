using System.Globalization;

namespace RerankKit;

/// <summary>Orders candidates by BM25: no model, no native code, well under a millisecond for a hundred passages.</summary>
/// <remarks>
/// <para>
/// score = sum over the query's terms of qtf * idf * tf / (tf + k1 * (1 - b + b * length / average length)), with
/// idf = ln(1 + (N - df + 0.5) / (df + 0.5)), which is never negative. It is Lucene's BM25 in double precision with exact document lengths. A term that the
/// query repeats counts as often. A candidate without any of the query's terms scores 0; equal scores keep the candidates' order.
/// </para>
/// <para>
/// Without <see cref="LexicalRerankerOptions.Statistics"/> N, df and the average length are those of the candidates of the call: the same
/// pair then gets another score in other company, and the metadata says <see cref="RerankerMetadata.IsPointwise"/> false.
/// </para>
/// <para>
/// <see cref="RerankOptions.MaxTokensPerDocument"/> counts terms. The work is done on the caller's thread before the call
/// returns; memory is kept per thread, and what a call allocates is its response. Thread-safe.
/// </para>
/// </remarks>
public sealed partial class LexicalReranker : IReranker
{
    private const string StageName = "lexical";
    private const string ModelId = "bm25";
    private readonly double _k1;
    private readonly double _b;
    private readonly LexicalAnalysis _analysis;
    private readonly LexicalCorpusStatistics? _statistics;
    private readonly TimeProvider _timeProvider;
    private readonly RerankerMetadata _metadata;

    /// <summary>Makes a lexical reranker.</summary>
    /// <param name="options">Options; null for the defaults.</param>
    /// <param name="timeProvider">Measures the stage's time; null for the system's clock.</param>
    /// <exception cref="ArgumentException">The options' analysis is not the one that their statistics were built with.</exception>
    public LexicalReranker(LexicalRerankerOptions? options = null, TimeProvider? timeProvider = null)
    {
        options ??= new();
        _k1 = options.K1;
        _b = options.B;
        _statistics = options.Statistics;
        _analysis = options.ResolvedAnalysis;
        _timeProvider = timeProvider ?? TimeProvider.System;
        if (_statistics is not null && !string.Equals(_statistics.Analysis.Fingerprint, _analysis.Fingerprint, StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"The analysis is '{_analysis.Fingerprint}' but the statistics were built with '{_statistics.Analysis.Fingerprint}'. "
                + "Build them with the same analysis, or leave Analysis null to use theirs.",
                nameof(options));
        }

        _metadata = new("lexical")
        {
            DefaultModelId = ModelId,
            Revision = string.Create(
                CultureInfo.InvariantCulture,
                $"k1={_k1:R};b={_b:R};analysis={_analysis.Fingerprint};statistics={_statistics?.Fingerprint ?? "candidates"}"),
            ScoreKind = RerankScoreKind.Similarity,
            IsPointwise = _statistics is not null,
        };
    }

    /// <inheritdoc/>
    public Task<RerankResponse> RerankAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        RerankArguments.Check(query, candidates);
        if (RerankArguments.Shortcut(candidates, cancellationToken) is { } shortcut)
        {
            return shortcut;
        }

        RerankArguments.CheckTexts(candidates);
        LexicalWorkspace workspace = LexicalWorkspace.Take();
        try
        {
            var timer = StageTimer.Start(_timeProvider);
            return Read(workspace, query, candidates, options?.MaxTokensPerDocument, cancellationToken)
                ? Task.FromResult(Rank(workspace, candidates.Count, options?.TopN, timer))
                : Task.FromCanceled<RerankResponse>(cancellationToken);
        }
        finally
        {
            LexicalWorkspace.Return(workspace);
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(_metadata) ? _metadata
            : null;
    }

    /// <summary>Does nothing: there is nothing to release.</summary>
    public void Dispose()
    {
    }

    private bool Read(
        LexicalWorkspace workspace,
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        int? maxLength,
        CancellationToken cancellationToken)
    {
        workspace.Query.Read(query, _analysis, workspace.Buffer);
        workspace.Counts.Reset(workspace.Query, candidates.Count);
        for (int i = 0; i < candidates.Count; i++)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return false;
            }

            workspace.Counts.Read(candidates[i].Text, workspace.Query, _analysis, workspace.Buffer, maxLength ?? int.MaxValue);
        }

        return true;
    }

    private RerankResponse Rank(LexicalWorkspace workspace, int count, int? topN, StageTimer timer)
    {
        (Memory<double> weights, Memory<double> scores, Memory<int> order) = workspace.Rent(workspace.Query.Count, count);
        Score(workspace, weights.Span, scores.Span);
        StableOrder.Descending(scores.Span, order.Span);
        var results = new RerankResult[Math.Min(count, topN ?? int.MaxValue)];
        for (int rank = 0; rank < results.Length; rank++)
        {
            int index = order.Span[rank];
            results[rank] = new(index, scores.Span[index])
            {
                TokenCount = workspace.Query.Length + workspace.Counts.Length(index),
                IsTruncated = workspace.Counts.IsTruncated(index),
            };
        }

        bool hasTerms = workspace.Query.Count > 0;
        return new(results)
        {
            ScoreKind = RerankScoreKind.Similarity,
            ModelId = ModelId,
            Stages =
            [
                new(StageName, hasTerms ? "scored" : "no-terms")
                {
                    CandidatesIn = count,
                    CandidatesScored = count,
                    Duration = timer.Elapsed,
                    Reason = hasTerms ? null : "The query has no letters or digits; every score is 0.",
                },
            ],
        };
    }

    private void Score(LexicalWorkspace workspace, Span<double> weights, Span<double> scores)
    {
        for (int term = 0; term < weights.Length; term++)
        {
            weights[term] = workspace.Query.Frequency(term) * Bm25.Idf(DocumentCount(workspace), DocumentFrequency(workspace, term));
        }

        Bm25 formula = Formula(workspace);
        for (int i = 0; i < scores.Length; i++)
        {
            double norm = formula.Norm(workspace.Counts.Length(i));
            double score = 0;
            foreach (CandidateCounts.Hit hit in workspace.Counts.Hits(i))
            {
                score += Bm25.Contribution(weights[hit.Term], hit.Frequency, norm);
            }

            scores[i] = score;
        }
    }

    private long DocumentCount(LexicalWorkspace workspace) => _statistics?.DocumentCount ?? workspace.Counts.Count;

    private long DocumentFrequency(LexicalWorkspace workspace, int term) =>
        _statistics?.DocumentFrequency(workspace.Query.Hash(term)) ?? workspace.Counts.DocumentFrequency(term);

    private Bm25 Formula(LexicalWorkspace workspace)
    {
        // Statistics without a single term, or an empty list of texts, have no average; no length is then longer than it.
        double average = _statistics?.AverageLength ?? (double)workspace.Counts.TotalLength / workspace.Counts.Count;
        return average > 0 ? new(_k1, _b, average) : new(_k1, 0, 1);
    }
}
