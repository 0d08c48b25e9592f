using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RerankKit;

/// <summary>Gives the best answer there is within a time budget.</summary>
/// <remarks>
/// <para>
/// A reranker that keeps <see cref="RerankOptions.TimeBudget"/> itself is given the budget. A pointwise one is called with all candidates at once where its
/// speed in earlier calls says that they fit; otherwise with chunks in first-stage order until no further chunk fits. The first chunk is always tried. A
/// chunk that is still running at the deadline is cancelled and, if it ignores that, abandoned (<see cref="RerankResponse.AbandonedCalls"/>). What was not
/// scored follows in first-stage order as <see cref="RerankPlacement.OverBudget"/>. A listwise reranker gets one call, and past the deadline the first
/// stage's order stands.
/// </para>
/// <para>
/// A failure before anything was scored is the call's; after it, what was scored stands, and the others follow as <see cref="RerankPlacement.FellBack"/>. A
/// budget that scores nothing three times in a row is logged as a warning. Stages that look at the whole list (cap, gate, short circuit, cutoff) belong
/// outside this one, because a chunk is all that the stages inside may see.
/// </para>
/// </remarks>
public sealed partial class TimeBudgetReranker : DelegatingReranker
{
    private const string StageName = "time-budget";
    private readonly TimeBudgetOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly LatencyEstimate _latency = new();
    private readonly ChunkSizes _sizes;
    private readonly FruitlessCalls _fruitless;
    private RerankerMetadata? _innerMetadata;
    private RerankerMetadata? _metadata;

    /// <summary>Makes a time budget.</summary>
    /// <param name="innerReranker">The reranker that scores.</param>
    /// <param name="options">The budget and how it is kept; null leaves the budget to each call.</param>
    /// <param name="timeProvider">Measures time and wakes the call at its deadline; null for the system's clock.</param>
    /// <param name="loggerFactory">Where a budget that scores nothing is logged; null for nowhere.</param>
    public TimeBudgetReranker(
        IReranker innerReranker, TimeBudgetOptions? options = null, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null)
        : base(innerReranker)
    {
        _options = (options ?? new()).Clone();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _sizes = new(_latency, _options.ChunkSize, _options.ChunkSize, _options.SafetyMargin);
        _fruitless = new((loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<TimeBudgetReranker>());
    }

    /// <inheritdoc/>
    /// <remarks>The metadata say that the budget is kept, and which one where it is the same in every call.</remarks>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        object? service = base.GetService(serviceType, serviceKey);
        return serviceType == typeof(RerankerMetadata) && service is RerankerMetadata inner ? Describe(inner) : service;
    }

    /// <inheritdoc/>
    protected override Task<RerankResponse> RerankCoreAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options,
        CancellationToken cancellationToken)
    {
        if (CallBudget.Shorter(_options.Budget, options?.TimeBudget) is not TimeSpan budget)
        {
            return InnerReranker.RerankAsync(query, candidates, options, cancellationToken);
        }

        RerankerMetadata? metadata = InnerReranker.GetService<RerankerMetadata>();
        return metadata?.KeepsTimeBudget == true
            ? HandOnAsync(query, candidates, options, budget, cancellationToken)
            : RerankWithinAsync(new(query, candidates, options, metadata?.IsPointwise == true), budget, cancellationToken);
    }

    private async Task<RerankResponse> HandOnAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, TimeSpan budget, CancellationToken cancellationToken)
    {
        RerankResponse response = await InnerReranker
            .RerankAsync(query, candidates, options.WithTimeBudget(budget), cancellationToken)
            .ConfigureAwait(false);
        _fruitless.Note(response, budget);
        return response;
    }

    // Asked for in every call, so made once for the metadata it is made of.
    private RerankerMetadata Describe(RerankerMetadata inner)
    {
        RerankerMetadata? known = Volatile.Read(ref _metadata);
        if (known is null || !ReferenceEquals(Volatile.Read(ref _innerMetadata), inner))
        {
            known = new(inner) { KeepsTimeBudget = true, TimeBudget = CallBudget.Shorter(_options.Budget, inner.TimeBudget) };
            Volatile.Write(ref _metadata, known);
            Volatile.Write(ref _innerMetadata, inner);
        }

        return known;
    }
}
