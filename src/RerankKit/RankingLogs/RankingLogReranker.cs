namespace RerankKit;

/// <summary>Logs each call: the first stage's order, and that of the inner reranker, with its time, its fallbacks and what its cache had.</summary>
/// <remarks>
/// A call that fails is not logged. The response has the id under which the call is logged (<see cref="RankingLog.GetRequestId"/>). Put it outermost, so that
/// it sees the time and the ranking that the caller gets.
/// </remarks>
/// <param name="innerReranker">The reranker whose calls are logged.</param>
/// <param name="log">Where they are logged. It is not disposed with the reranker.</param>
/// <param name="timeProvider">Measures durations; null for the system's clock.</param>
public sealed class RankingLogReranker(IReranker innerReranker, RankingLog log, TimeProvider? timeProvider = null) : DelegatingReranker(innerReranker)
{
    /// <summary>The name of the inner reranker's list.</summary>
    public const string ListName = "reranked";

    private readonly RankingLog _log = log ?? throw new ArgumentNullException(nameof(log));
    private readonly TimeProvider _timeProvider = timeProvider ?? TimeProvider.System;

    /// <inheritdoc/>
    protected override async Task<RerankResponse> RerankCoreAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        (options, string id) = RankingRequest.Begin(options);
        long start = _timeProvider.GetTimestamp();
        RerankResponse response = await InnerReranker.RerankAsync(query, candidates, options, cancellationToken).ConfigureAwait(false);
        TimeSpan duration = _timeProvider.GetElapsedTime(start);
        _log.Write(new()
        {
            RequestId = id,
            Query = query,
            Lists = [RecordedList.OfFirstStage(candidates), RecordedList.Of(ListName, candidates, response, duration, isShown: true)],
        });
        return RankingRequest.End(response, id);
    }
}
