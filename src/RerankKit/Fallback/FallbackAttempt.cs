using Polly;
using Polly.CircuitBreaker;

namespace RerankKit;

/// <summary>One reranker that may be tried, behind its own circuit breaker.</summary>
internal sealed class FallbackAttempt
{
    private readonly IReranker _reranker;
    private readonly FallbackOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ResiliencePipeline<RerankResponse> _pipeline;
    private long _opened = long.MinValue;

    public FallbackAttempt(IReranker reranker, FallbackOptions options, TimeProvider timeProvider)
    {
        _reranker = reranker;
        _options = options;
        _timeProvider = timeProvider;
        Name = reranker.GetService<RerankerMetadata>()?.ProviderName ?? reranker.GetType().Name;
        _pipeline = options.BreakCircuit ? Breaker() : ResiliencePipeline<RerankResponse>.Empty;
    }

    public string Name { get; }

    /// <summary>Whether calls are kept away from the reranker. Once the break is over the next call tries it, though no call may have come yet.</summary>
    public bool IsCircuitOpen => Interlocked.Read(ref _opened) is var opened and not long.MinValue && _timeProvider.GetElapsedTime(opened) < _options.BreakDuration;

    /// <summary>Tries the reranker. A failure is returned, not thrown; an open circuit is a <see cref="BrokenCircuitException"/>.</summary>
    public async ValueTask<Outcome<RerankResponse>> CallAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        try
        {
            return await _pipeline.ExecuteOutcomeAsync(
                static (context, state) => state.Self.TryAsync(state.query, state.candidates, state.options, context.CancellationToken),
                context,
                (Self: this, query, candidates, options)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Whether a failure is answered with the next reranker.</summary>
    public bool Handles(Exception exception, CancellationToken caller) =>
        !caller.IsCancellationRequested && (exception is BrokenCircuitException || _options.ShouldHandle(exception));

    private async ValueTask<Outcome<RerankResponse>> TryAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        try
        {
            if (_options.AttemptTimeout is not TimeSpan timeout)
            {
                return Outcome.FromResult(await _reranker.RerankAsync(query, candidates, options, cancellationToken).ConfigureAwait(false));
            }

            using var deadline = new Deadline(_timeProvider, timeout, cancellationToken);
            RerankResponse? response = await deadline
                .WaitAsync(_reranker.BeginAsync(query, candidates, options, deadline.Token))
                .ConfigureAwait(false);
            return response is null
                ? Outcome.FromException<RerankResponse>(new TimeoutException($"no answer within {timeout}"))
                : Outcome.FromResult(response);
        }
        catch (Exception exception)
        {
            return Outcome.FromException<RerankResponse>(exception);
        }
    }

    private ResiliencePipeline<RerankResponse> Breaker()
    {
        var builder = new ResiliencePipelineBuilder<RerankResponse> { TimeProvider = _timeProvider };
        return builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions<RerankResponse>
        {
            FailureRatio = _options.FailureRatio,
            MinimumThroughput = _options.MinimumThroughput,
            SamplingDuration = _options.SamplingDuration,
            BreakDuration = _options.BreakDuration,
            OnOpened = _ => Note(_timeProvider.GetTimestamp()),
            OnClosed = _ => Note(long.MinValue),
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is Exception exception && Handles(exception, arguments.Context.CancellationToken)),
        }).Build();
    }

    private ValueTask Note(long opened)
    {
        Interlocked.Exchange(ref _opened, opened);
        return ValueTask.CompletedTask;
    }
}
