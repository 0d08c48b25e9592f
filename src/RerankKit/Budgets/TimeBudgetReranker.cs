using System.Globalization;

namespace RerankKit;

/// <summary>Gives the best answer there is within a time budget.</summary>
/// <remarks>
/// A reranker that keeps <see cref="RerankOptions.TimeBudget"/> itself is given the budget. A pointwise one is called with all
/// candidates at once where its speed in earlier calls says that they fit; otherwise with chunks in first-stage order until no
/// further chunk fits. A chunk that is still running at the deadline is cancelled and, if it ignores that, abandoned. What was not
/// scored follows in first-stage order as <see cref="RerankPlacement.OverBudget"/>. A listwise reranker gets one call, and past the
/// deadline the first stage's order stands. An inner failure is a failure, also after chunks that were scored: catch it with
/// <c>UseFallback</c>. Stages that look at the whole list (cap, gate, short circuit, cutoff) belong outside this one, because a chunk
/// is all that the stages inside may see.
/// </remarks>
public sealed class TimeBudgetReranker : DelegatingReranker
{
    private const string StageName = "time-budget";
    private readonly TimeBudgetOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly LatencyEstimate _latency = new();

    /// <summary>Makes a time budget.</summary>
    /// <param name="innerReranker">The reranker that scores.</param>
    /// <param name="options">The budget and how it is kept; null leaves the budget to each call.</param>
    /// <param name="timeProvider">Measures time and wakes the call at its deadline; null for the system's clock.</param>
    public TimeBudgetReranker(IReranker innerReranker, TimeBudgetOptions? options = null, TimeProvider? timeProvider = null)
        : base(innerReranker)
    {
        _options = (options ?? new()).Clone();
        _timeProvider = timeProvider ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    protected override Task<RerankResponse> RerankCoreAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options,
        CancellationToken cancellationToken)
    {
        TimeSpan? shorter = _options.Budget is null || options?.TimeBudget < _options.Budget ? options?.TimeBudget : _options.Budget;
        if (shorter is not TimeSpan budget)
        {
            return InnerReranker.RerankAsync(query, candidates, options, cancellationToken);
        }

        RerankerMetadata? metadata = InnerReranker.GetService<RerankerMetadata>();
        if (metadata?.KeepsTimeBudget == true)
        {
            return InnerReranker.RerankAsync(query, candidates, options.WithTimeBudget(budget), cancellationToken);
        }

        var call = new Call(query, candidates, options, metadata?.IsPointwise == true);
        return RerankWithinAsync(call, budget, cancellationToken);
    }

    private async Task<RerankResponse> RerankWithinAsync(Call call, TimeSpan budget, CancellationToken cancellationToken)
    {
        var timer = StageTimer.Start(_timeProvider);
        using var deadline = new Deadline(_timeProvider, budget, cancellationToken);
        int count = call.Candidates.Count;
        int size = call.IsPointwise ? NextChunk(count, budget, isFirst: true) : count;
        if (size == count)
        {
            timer.Pause();
            RerankResponse? whole = await CallAsync(call, call.Candidates, call.Options, deadline).ConfigureAwait(false);
            timer.Resume();
            return whole ?? new PartialRanking(call.Candidates).Finish(call.Options?.TopN, Describe("spent", count, 0, budget, 0, timer.Elapsed));
        }

        RerankArguments.CheckTexts(call.Candidates);
        RerankOptions? options = call.Options.WithoutTopN();
        var ranking = new PartialRanking(call.Candidates);
        int rank = 0;
        while (size > 0)
        {
            RerankCandidate[] chunk = ranking.Take(rank, size);
            timer.Pause();
            RerankResponse? response = await CallAsync(call, chunk, options, deadline).ConfigureAwait(false);
            timer.Resume();
            if (response is null)
            {
                break;
            }

            ranking.Add(rank, size, response);
            rank += size;
            size = rank == count ? 0 : NextChunk(count - rank, deadline.TimeLeft, isFirst: false);
        }

        string decision = rank == count ? "kept" : rank > 0 ? "cut" : "spent";
        return ranking.Finish(call.Options?.TopN, Describe(decision, count, ranking.Scored, budget, ranking.Chunks, timer.Elapsed));
    }

    private async ValueTask<RerankResponse?> CallAsync(Call call, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, Deadline deadline)
    {
        long start = _timeProvider.GetTimestamp();
        Task<RerankResponse> task = _options.RunOnThreadPool
            ? Task.Run(() => InnerReranker.RerankAsync(call.Query, candidates, options, deadline.Token), CancellationToken.None)
            : InnerReranker.BeginAsync(call.Query, candidates, options, deadline.Token);
        RerankResponse? response = await deadline.WaitAsync(task).ConfigureAwait(false);
        TimeSpan elapsed = _timeProvider.GetElapsedTime(start);
        if (response is not null)
        {
            _latency.Record(candidates.Count, elapsed);
        }
        else
        {
            _latency.RecordCutOff(candidates.Count, elapsed);
        }

        return response;
    }

    // The first chunk is always tried, however slow the reranker was before: without trying nobody would learn that it has recovered.
    // Beyond it, half of what fits goes next, so that a wrong estimate loses half of the time and not all of it.
    private int NextChunk(int rest, TimeSpan timeLeft, bool isFirst)
    {
        if (timeLeft <= TimeSpan.Zero)
        {
            return 0;
        }

        int? fit = _latency.Fit(timeLeft / (1 + _options.SafetyMargin));
        return fit is not int known ? Math.Min(rest, _options.ChunkSize)
            : known >= rest ? rest
            : known >= _options.ChunkSize ? Math.Max(_options.ChunkSize, known / 2)
            : isFirst ? Math.Max(1, known)
            : 0;
    }

    private static RerankStage Describe(string decision, int count, int scored, TimeSpan budget, int chunks, TimeSpan duration) =>
        new(StageName, decision)
        {
            CandidatesIn = count,
            CandidatesScored = scored,
            Duration = duration,
            Reason = string.Create(CultureInfo.InvariantCulture, $"{scored} of {count} scored in {chunks} calls within {budget.TotalMilliseconds} ms"),
        };

    private sealed record Call(string Query, IReadOnlyList<RerankCandidate> Candidates, RerankOptions? Options, bool IsPointwise);
}
