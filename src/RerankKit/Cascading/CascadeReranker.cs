namespace RerankKit;

/// <summary>
/// Reranks in stages, each slower and better than the one before and each seeing fewer candidates: 100, then 20, then 5.
/// </summary>
/// <remarks>
/// <para>
/// The last stage that ran gives the scores and their kind. A candidate that an earlier stage let go, or that the last one did not score, follows unscored
/// (<see cref="RerankPlacement.EarlierStage"/>), in that earlier stage's order, its earlier score as <see cref="RerankResult.RawScore"/>; nothing is lost.
/// Each stage is given the scores of the one before as its first stage's. The usage of all stages is added up.
/// </para>
/// <para>
/// <see cref="RerankOptions.TimeBudget"/> is kept: each stage is given what the ones before have left, a stage that knows nothing of budgets is called as
/// <see cref="TimeBudgetReranker"/> does it, and where the time ends in a stage, what the stages before have scored stands.
/// </para>
/// </remarks>
public sealed class CascadeReranker : IReranker
{
    private readonly CascadeStage[] _stages;
    private readonly IReranker[] _guarded;
    private readonly TimeProvider _timeProvider;
    private readonly CascadeOptions _options;
    private readonly RerankerMetadata _metadata;

    /// <summary>Makes a cascade.</summary>
    /// <param name="stages">The stages, the fastest first; at least one.</param>
    /// <param name="options">What happens on failure and on disposal; null for the defaults.</param>
    /// <param name="timeProvider">Measures time budgets; null for the system's clock.</param>
    /// <exception cref="ArgumentException">There is no stage.</exception>
    public CascadeReranker(IEnumerable<CascadeStage> stages, CascadeOptions? options = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(stages);
        _stages = [.. stages];
        if (_stages.Length == 0)
        {
            throw new ArgumentException("A cascade without stages scores nothing; give it at least one.", nameof(stages));
        }

        _options = (options ?? new()).Clone();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _guarded = [.. _stages.Select(stage => new TimeBudgetReranker(new ResponseGuardReranker(stage.Reranker), options: null, _timeProvider))];
        _metadata = CompositeMetadata.Of("cascade", [.. _stages.Select(stage => stage.Reranker)], _stages[^1].Reranker);
    }

    /// <summary>Whether the ranking of the stages before stands when a later stage fails.</summary>
    public bool KeepsEarlierStagesOnFailure => _options.KeepEarlierStagesOnFailure;

    /// <inheritdoc/>
    public Task<RerankResponse> RerankAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        RerankArguments.Check(query, candidates);
        return RerankArguments.Shortcut(candidates, cancellationToken) ?? RunAsync(query, candidates, options, cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        CompositeMetadata.GetService(this, _metadata, [.. _stages.Select(stage => stage.Reranker)], serviceType, serviceKey);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_options.LeaveOpen)
        {
            foreach (CascadeStage stage in _stages)
            {
                stage.Reranker.Dispose();
            }
        }
    }

    private async Task<RerankResponse> RunAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        var run = new CascadeRun(candidates);
        CallBudget budget = CallBudget.Start(_timeProvider, options);
        for (int i = 0; i < _stages.Length; i++)
        {
            CascadeStage stage = _stages[i];
            string name = stage.Name ?? $"stage-{i + 1}";
            bool last = i == _stages.Length - 1;
            if (i > 0 && budget.IsSpent)
            {
                run.Cut(name);
                break;
            }

            RerankOptions? left = i == 0 ? options : budget.HandOn(options);
            RerankResponse response;
            try
            {
                response = await _guarded[i]
                    .RerankAsync(query, run.Current, last ? left : left.WithoutTopN(), cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (Exception exception) when (i > 0 && IsSurvivable(exception, cancellationToken))
            {
                run.Note(name, "failed", exception.GetType().Name);
                break;
            }

            run.Accept(name, response);
            if (!last && (response.CountScored() == 0 || stage.ExitEarly?.Invoke(response) == true))
            {
                run.Note(name, "exited-early", response.CountScored() == 0 ? "nothing was scored" : null);
                break;
            }

            if (!last)
            {
                run.Narrow(stage.Keep);
            }
        }

        return run.Finish(options?.TopN);
    }

    private bool IsSurvivable(Exception exception, CancellationToken cancellationToken) =>
        _options.KeepEarlierStagesOnFailure && exception is not ArgumentException && !cancellationToken.IsCancellationRequested;
}
