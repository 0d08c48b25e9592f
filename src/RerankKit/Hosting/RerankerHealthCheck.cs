using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RerankKit;

/// <summary>Says whether what a registered reranker scores with answers: each source is asked to rerank two fixed passages.</summary>
/// <remarks>
/// <para>
/// The sources are asked themselves, past caches, fallbacks and budgets (<see cref="RerankerStructureExtensions.GetSources"/>), and each time a new question, so that no cache behind them
/// answers either. A paid service is paid for each time.
/// </para>
/// <para>
/// Healthy: every source answers. Degraded: one does not, but the pipeline answers in its place (a fallback, the stages before it in a cascade); or all do, but a circuit
/// is still open. Unhealthy: one does not, and calls fail. Register it with <c>services.AddHealthChecks().AddReranker()</c>, which can set another status for what fails.
/// </para>
/// </remarks>
public sealed class RerankerHealthCheck : IHealthCheck
{
    internal static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(10);

    private static readonly RerankCandidate[] Candidates =
    [
        "Paris is the capital of France.",
        "The museum opens at nine in the morning.",
    ];

    private readonly IServiceProvider _services;
    private readonly string? _name;
    private readonly HealthStatus? _failureStatus;
    private readonly TimeSpan _timeout;

    /// <summary>Checks a reranker.</summary>
    /// <param name="services">The container.</param>
    /// <param name="name">The reranker's name; null for the one without.</param>
    public RerankerHealthCheck(IServiceProvider services, string? name = null)
        : this(services, name, failureStatus: null, UsualTimeout)
    {
    }

    internal RerankerHealthCheck(IServiceProvider services, string? name, HealthStatus? failureStatus, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(services);
        (_services, _name, _failureStatus, _timeout) = (services, name, failureStatus, timeout);
    }

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        HealthStatus unhealthy = context?.Registration?.FailureStatus ?? HealthStatus.Unhealthy;
        CheckedPipeline pipeline;
        try
        {
            pipeline = new(_name is null ? _services.GetRequiredService<IReranker>() : _services.GetRequiredKeyedService<IReranker>(_name));
        }
        catch (Exception exception)
        {
            return new(_failureStatus ?? unhealthy, exception.Message, exception);
        }

        SourceAnswer[] answers = await Task.WhenAll(pipeline.Sources.Select(source => AskAsync(source, cancellationToken))).ConfigureAwait(false);
        SourceAnswer[] failed = [.. answers.Where(answer => !answer.IsGood)];
        string described = string.Join(" ", (failed.Length > 0 ? failed : answers).Select(answer => answer.Description));
        if (failed.Length > 0)
        {
            bool areCovered = failed.All(answer => answer.Source.IsCovered);
            return new(
                _failureStatus ?? (areCovered ? HealthStatus.Degraded : unhealthy),
                areCovered ? described + " Calls are answered without it." : described,
                failed.Select(answer => answer.Exception).FirstOrDefault(exception => exception is not null));
        }

        return pipeline.HasOpenCircuit
            ? HealthCheckResult.Degraded(described + " The circuit is still open: until its break is over calls are answered without it.")
            : HealthCheckResult.Healthy(described);
    }

    private async Task<SourceAnswer> AskAsync(CheckedSource source, CancellationToken cancellationToken)
    {
        string name = source.Name;
        using var deadline = new CancellationTokenSource(_timeout, _services.GetService<TimeProvider>() ?? TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            RerankResponse response = await source.Reranker
                .RerankAsync($"What is the capital of France? {Guid.NewGuid():N}", Candidates, options: null, either.Token)
                .WaitAsync(either.Token)
                .ConfigureAwait(false);
            return response.Results.All(result => result.IsScored)
                ? new(source, true, $"{name} answers.")
                : new(source, false, $"{name} left passages without a score: {response.Stages.FirstOrDefault(stage => stage.Reason is not null)?.Reason ?? "it did not say why"}.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new(source, false, $"{name} gave no answer within {_timeout.TotalSeconds:0.###} s.");
        }
        catch (Exception exception)
        {
            return new(source, false, $"{name} failed: {exception.Message}", exception);
        }
    }

    private sealed record SourceAnswer(CheckedSource Source, bool IsGood, string Description, Exception? Exception = null);
}
