namespace RerankKit;

/// <summary>Logs each call, with the first stage's order beside that of the inner reranker, unless a decorator further in or out logs it already.</summary>
public sealed class RankingLogReranker : DelegatingReranker
{
    /// <summary>The name of the inner reranker's list.</summary>
    public const string ListName = "reranked";

    private readonly RankingLog _log;
    private readonly TimeProvider _timeProvider;

    /// <summary>Makes the decorator.</summary>
    /// <param name="innerReranker">The reranker whose calls are logged.</param>
    /// <param name="log">Where they are logged. It is not disposed with the reranker.</param>
    /// <param name="timeProvider">Measures durations; null for the system's clock.</param>
    public RankingLogReranker(IReranker innerReranker, RankingLog log, TimeProvider? timeProvider = null)
        : base(innerReranker)
    {
        ArgumentNullException.ThrowIfNull(log);
        _log = log;
        _timeProvider = timeProvider ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    protected override async Task<RerankResponse> RerankCoreAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        if (RankingRequest.IsLogged(options?.AdditionalProperties))
        {
            return await InnerReranker.RerankAsync(query, candidates, options, cancellationToken).ConfigureAwait(false);
        }

        (RerankOptions named, string id) = RankingRequest.BeginUnlogged(options);
        long start = _timeProvider.GetTimestamp();
        RerankResponse response = await InnerReranker.RerankAsync(query, candidates, named, cancellationToken).ConfigureAwait(false);
        if (RankingRequest.IsLogged(response.AdditionalProperties))
        {
            return response;
        }

        _log.Write(Record(id, query, candidates, ListName, response, _timeProvider.GetElapsedTime(start)));
        return RankingRequest.End(response, id);
    }

    /// <summary>Makes the record of a call.</summary>
    internal static RankingRecord Record(
        string id,
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        string served,
        RerankResponse response,
        TimeSpan duration,
        params ReadOnlySpan<RecordedList> others) => new()
        {
            RequestId = id,
            Query = query,
            Served = served,
            Lists = [RecordedList.Of(candidates), RecordedList.Of(served, candidates, response), .. others],
            Duration = duration,
            Fallback = Stage(response, "fallback") is { } stage ? stage.Reason ?? stage.Decision : null,
            Cache = Stage(response, "cache")?.Decision,
        };

    private static RerankStage? Stage(RerankResponse response, string name) => response.Stages.FirstOrDefault(stage => stage.Name == name);
}
