using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace RerankKit;

/// <summary>Writes a structured log of calls.</summary>
/// <remarks>
/// Information: one line per call. Debug: an event per result, with the query's id, the candidate's id, both scores and both ranks; the query's id is the additional property
/// <c>rerankkit.request_id</c> of the options, or else the trace's id, or else a new one. Trace: query and texts, only where <see cref="LoggingOptions.EnableSensitiveData"/> asks for them. Error: a failure;
/// the caller's own cancellation is logged at debug level. While the levels are off, a call passes through without any work.
/// </remarks>
public sealed partial class LoggingReranker : DelegatingReranker
{
    private readonly ILogger _logger;
    private readonly LoggingOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly string _name;

    /// <summary>Makes the decorator.</summary>
    /// <param name="innerReranker">The reranker whose calls are logged.</param>
    /// <param name="logger">Where they are logged.</param>
    /// <param name="options">What is logged; null for the defaults.</param>
    /// <param name="timeProvider">Measures durations; null for the system's clock.</param>
    public LoggingReranker(IReranker innerReranker, ILogger logger, LoggingOptions? options = null, TimeProvider? timeProvider = null)
        : base(innerReranker)
    {
        ArgumentNullException.ThrowIfNull(logger);
        _logger = logger;
        _options = (options ?? new()).Clone();
        _timeProvider = timeProvider ?? TimeProvider.System;
        RerankerMetadata? metadata = innerReranker.GetService<RerankerMetadata>();
        _name = metadata?.DefaultModelId ?? metadata?.ProviderName ?? innerReranker.GetType().Name;
    }

    /// <inheritdoc/>
    protected override Task<RerankResponse> RerankCoreAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options,
        CancellationToken cancellationToken)
    {
        bool logsCalls = _logger.IsEnabled(LogLevel.Information);
        if (!logsCalls && !_logger.IsEnabled(LogLevel.Error))
        {
            return InnerReranker.RerankAsync(query, candidates, options, cancellationToken);
        }

        long start = _timeProvider.GetTimestamp();
        Task<RerankResponse> call = InnerReranker.BeginAsync(query, candidates, options, cancellationToken);
        return logsCalls || !call.IsCompletedSuccessfully ? LogAsync(call, start, query, candidates, options, cancellationToken) : call;
    }

    private async Task<RerankResponse> LogAsync(
        Task<RerankResponse> call, long start, string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        try
        {
            RerankResponse response = await call.ConfigureAwait(false);
            LogAnswer(response, candidates.Count, _timeProvider.GetElapsedTime(start));
            if (_logger.IsEnabled(LogLevel.Debug))
            {
                LogRanking(QueryIdOf(options), query, candidates, response);
            }

            return response;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            LogCancelled(candidates.Count, _name, _timeProvider.GetElapsedTime(start).TotalMilliseconds);
            throw;
        }
        catch (Exception exception)
        {
            LogFailed(exception, candidates.Count, _name, _timeProvider.GetElapsedTime(start).TotalMilliseconds);
            throw;
        }
    }

    private void LogAnswer(RerankResponse response, int candidates, TimeSpan duration)
    {
        if (_logger.IsEnabled(LogLevel.Information))
        {
            LogReranked(
                candidates,
                response.CountScored(),
                response.Results.Count,
                response.ModelId ?? _name,
                duration.TotalMilliseconds,
                response.ScoreKind,
                RankingText.Stages(response));
        }
    }

    private void LogRanking(string queryId, string query, IReadOnlyList<RerankCandidate> candidates, RerankResponse response)
    {
        bool logsTexts = _options.EnableSensitiveData && _logger.IsEnabled(LogLevel.Trace);
        if (logsTexts)
        {
            LogQuery(queryId, query);
        }

        int[] firstStageRanks = RankingText.FirstStageRanks(candidates);
        for (int rank = 0; rank < Math.Min(response.Results.Count, _options.MaxResults); rank++)
        {
            RerankResult result = response.Results[rank];
            RerankCandidate candidate = candidates[result.Index];
            string id = RankingText.Id(candidate, result.Index);
            LogResult(queryId, rank + 1, id, result.IsScored ? result.Score : null, result.Placement, firstStageRanks[result.Index], candidate.Score);
            if (logsTexts)
            {
                LogDocument(queryId, rank + 1, id, candidate.Text);
            }
        }
    }

    private static string QueryIdOf(RerankOptions? options) =>
        options?.AdditionalProperties?.TryGetValue(TelemetryNames.RequestId, out string? id) == true ? id
        : (Activity.Current?.TraceId ?? ActivityTraceId.CreateRandom()).ToHexString();

    [LoggerMessage(1, LogLevel.Information, "Reranked {Candidates} candidates ({Scored} scored, {Results} returned) by {Model} in {DurationMs} ms; scores are {ScoreKind}; stages: {Stages}")]
    private partial void LogReranked(
        int candidates, int scored, int results, string model, double durationMs, RerankScoreKind scoreKind, string stages);

    [LoggerMessage(2, LogLevel.Debug, "Query {QueryId}, rank {Rank}: {CandidateId}, score {Score} ({Placement}); first stage: rank {FirstStageRank}, score {FirstStageScore}")]
    private partial void LogResult(
        string queryId, int rank, string candidateId, double? score, RerankPlacement placement, int firstStageRank, double? firstStageScore);

    [LoggerMessage(3, LogLevel.Trace, "Query {QueryId}: {Query}")]
    private partial void LogQuery(string queryId, string query);

    [LoggerMessage(4, LogLevel.Trace, "Query {QueryId}, rank {Rank}: {CandidateId}: {Text}")]
    private partial void LogDocument(string queryId, int rank, string candidateId, string text);

    [LoggerMessage(5, LogLevel.Debug, "Reranking {Candidates} candidates by {Model} was cancelled by its caller after {DurationMs} ms")]
    private partial void LogCancelled(int candidates, string model, double durationMs);

    [LoggerMessage(6, LogLevel.Error, "Reranking {Candidates} candidates by {Model} failed after {DurationMs} ms")]
    private partial void LogFailed(Exception exception, int candidates, string model, double durationMs);
}
