namespace RerankKit;

// A reranker that knows nothing of budgets: called with what fits, until the deadline.
public sealed partial class TimeBudgetReranker
{
    // A reranker that can give a part of its answer is told of a deadline a fiftieth earlier than that at which nobody waits for it any more.
    private const int Reserve = 50;

    private async Task<RerankResponse> RerankWithinAsync(Call call, TimeSpan budget, CancellationToken cancellationToken)
    {
        var timer = StageTimer.Start(_timeProvider);
        using var deadline = new Deadline(_timeProvider, budget, cancellationToken);
        int count = call.Candidates.Count;
        int size = call.IsPointwise ? _sizes.Next(count, budget, begun: null) : count;
        int begun = size;
        if (size < count)
        {
            RerankArguments.CheckTexts(call.Candidates);
        }

        RerankOptions? options = size == count ? call.Options : call.Options.WithoutTopN();
        var ranking = new PartialRanking(call.Candidates);
        int rank = 0;
        int sent = 0;
        string? failure = null;
        while (size > 0)
        {
            IReadOnlyList<RerankCandidate> chunk = size == count ? call.Candidates : ranking.Take(rank, size);
            timer.Pause();
            RerankResponse? response;
            try
            {
                sent++;
                response = await CallAsync(call, chunk, options, deadline).ConfigureAwait(false);
            }
            catch (Exception exception) when (ranking.Scored > 0 && exception is not ArgumentException && !cancellationToken.IsCancellationRequested)
            {
                failure = FailureReason.Describe(exception, call.Query, call.Candidates);
                ranking.Fail(rank);
                break;
            }
            finally
            {
                timer.Resume();
            }

            if (response is null)
            {
                ranking.Abandon();
                break;
            }

            if (size == count)
            {
                _fruitless.Note(response, budget);
                return response;
            }

            ranking.Add(rank, size, response);
            rank += size;
            size = rank == count || IsOver(response) ? 0 : _sizes.Next(count - rank, deadline.TimeLeft, begun);
        }

        bool isWhole = rank == count && ranking.CountOverBudget() == 0;
        RerankStage stage = new(StageName, isWhole ? "kept" : ranking.Scored > 0 ? "cut" : "spent")
        {
            CandidatesIn = count,
            CandidatesScored = ranking.Scored,
            Duration = timer.Elapsed,
            Reasons = Reasons(ranking, count, sent, budget, failure),
        };
        RerankResponse answer = ranking.Finish(call.Options?.TopN, stage);
        _fruitless.Note(answer, budget);
        return answer;
    }

    private async ValueTask<RerankResponse?> CallAsync(Call call, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, Deadline deadline)
    {
        TimeSpan left = deadline.TimeLeft;
        RerankOptions inner = options.WithTimeBudget(left > TimeSpan.FromTicks(Reserve) ? left - (left / Reserve) : TimeSpan.FromTicks(1));
        long start = _timeProvider.GetTimestamp();
        Task<RerankResponse> task = _options.RunOnThreadPool
            ? Task.Run(() => InnerReranker.RerankAsync(call.Query, candidates, inner, deadline.Token), CancellationToken.None)
            : InnerReranker.BeginAsync(call.Query, candidates, inner, deadline.Token);
        RerankResponse? response = await deadline.WaitAsync(task).ConfigureAwait(false);
        Learn(candidates.Count, response, _timeProvider.GetElapsedTime(start), deadline.TimeLeft);
        return response;
    }

    // An answer that stopped for another reason than the time, such as money that is spent, says nothing about the speed.
    private void Learn(int candidates, RerankResponse? response, TimeSpan elapsed, TimeSpan timeLeft)
    {
        bool isPart = response is not null && (response.AbandonedCalls > 0 || HasOverBudget(response));
        if (response is null || (isPart && timeLeft < elapsed / 10))
        {
            _latency.RecordCutOff(candidates, elapsed);
        }
        else if (!isPart)
        {
            _latency.Record(candidates, elapsed);
        }
    }

    private static bool HasOverBudget(RerankResponse response) =>
        response.Results.Count > 0 && response.Results[^1].Placement == RerankPlacement.OverBudget;

    // Time or money is out further in: a further call would get the same answer.
    private static bool IsOver(RerankResponse response) =>
        response.Results.Count > 0 && response.Results[0].Placement == RerankPlacement.OverBudget;

    private string[] Reasons(PartialRanking ranking, int count, int sent, TimeSpan budget, string? failure)
    {
        string scored = Invariant($"{ranking.Scored} of {count} scored in {sent} {(sent == 1 ? "call" : "calls")} within {budget.TotalMilliseconds} ms");
        int late = ranking.CountOverBudget();
        string? none = late == 0 ? null : Invariant($"no time for {late} of {count}");
        if (none is not null && ranking.Scored == 0 && _latency.Of(1) is TimeSpan one)
        {
            none += Invariant($"; a call with one takes about {one.TotalMilliseconds:F0} ms");
        }

        return [.. new[] { scored, none, failure }.OfType<string>()];
    }

    private sealed record Call(string Query, IReadOnlyList<RerankCandidate> Candidates, RerankOptions? Options, bool IsPointwise);
}
