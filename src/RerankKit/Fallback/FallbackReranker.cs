using Polly;

namespace RerankKit;

/// <summary>Answers where a reranker fails: with another one, or else in first-stage order.</summary>
/// <remarks>
/// A reranker that keeps failing is left alone for a while (circuit breaker of Polly.Core). The caller's own cancellation always
/// reaches the caller, and so does what <see cref="FallbackOptions.ShouldHandle"/> refuses, by default a bad argument. A stage named
/// <c>fallback</c> tells what happened, <c>alternative</c> or <c>fell-back</c>, and why. The results of an alternative are
/// <see cref="RerankPlacement.Scored"/>; their kind may be another than usual, so thresholds belong inside. Of a time budget an alternative gets what the
/// attempts before it have left.
/// </remarks>
public sealed class FallbackReranker : DelegatingReranker
{
    private const string StageName = "fallback";
    private readonly FallbackOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly FallbackAttempt[] _attempts;
    private readonly RerankerMetadata? _innerMetadata;

    /// <summary>Makes a fallback.</summary>
    /// <param name="innerReranker">The reranker that is tried first.</param>
    /// <param name="options">The alternatives, the circuit breaker and the timeout; null for the defaults.</param>
    /// <param name="timeProvider">Times attempts and the circuit breaker; null for the system's clock.</param>
    public FallbackReranker(IReranker innerReranker, FallbackOptions? options = null, TimeProvider? timeProvider = null)
        : base(innerReranker)
    {
        _options = (options ?? new()).Clone();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _innerMetadata = innerReranker.GetService<RerankerMetadata>();
        _attempts =
        [
            new(innerReranker, _options, _timeProvider),
            .. _options.Alternatives.Select(alternative => new FallbackAttempt(
                new TimeBudgetReranker(new ResponseGuardReranker(alternative), options: null, _timeProvider), _options, _timeProvider)),
        ];
    }

    /// <summary>Whether the inner reranker has failed so often that calls are kept away from it at this moment.</summary>
    public bool IsCircuitOpen => _attempts[0].IsCircuitOpen;

    /// <inheritdoc/>
    protected override async Task<RerankResponse> RerankCoreAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options,
        CancellationToken cancellationToken)
    {
        var timer = StageTimer.Start(_timeProvider);
        CallBudget budget = CallBudget.Start(_timeProvider, options, _innerMetadata);
        string? reason = null;
        for (int i = 0; i < _attempts.Length; i++)
        {
            FallbackAttempt attempt = _attempts[i];
            if (i > 0 && budget.IsSpent)
            {
                reason += $"; no time left for {attempt.Name}";
                break;
            }

            timer.Pause();
            Outcome<RerankResponse> outcome = await attempt
                .CallAsync(query, candidates, i == 0 ? options : budget.HandOn(options.WithoutModel()), cancellationToken)
                .ConfigureAwait(false);
            timer.Resume();
            if (outcome.Exception is not Exception exception)
            {
                RerankResponse response = outcome.Result!;
                return reason is null ? response : response.WithStage(new(StageName, "alternative")
                {
                    CandidatesIn = candidates.Count,
                    CandidatesScored = response.CountScored(),
                    Duration = timer.Elapsed,
                    Reason = $"{reason}; answered by {attempt.Name}",
                });
            }

            if (!attempt.Handles(exception, cancellationToken))
            {
                ThrowOn(outcome, exception, cancellationToken);
            }

            string failure = $"{attempt.Name}: {FailureReason.Describe(exception, query, candidates)}";
            reason = reason is null ? failure : $"{reason}; {failure}";
        }

        RerankArguments.CheckTexts(candidates); // an open circuit let nobody look at them
        return FirstStageResponse.Create(candidates, RerankPlacement.FellBack, options?.TopN, new(StageName, "fell-back")
        {
            CandidatesIn = candidates.Count,
            Duration = timer.Elapsed,
            Reason = reason,
        });
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && !_options.LeaveOpen)
        {
            foreach (IReranker alternative in _options.Alternatives)
            {
                alternative.Dispose();
            }
        }
    }

    private static void ThrowOn(Outcome<RerankResponse> outcome, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        outcome.ThrowIfException();
    }
}
