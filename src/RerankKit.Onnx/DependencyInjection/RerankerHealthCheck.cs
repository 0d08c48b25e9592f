using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RerankKit.Onnx;

/// <summary>Says whether a registered reranker answers: it reranks two fixed passages.</summary>
/// <remarks>
/// Register it with <c>services.AddHealthChecks().AddTypeActivatedCheck&lt;RerankerHealthCheck&gt;("reranker")</c>, or with the reranker's name as an argument for a
/// named one. Unhealthy where the reranker throws or leaves a passage without a score. Decorators that pass a call by (cache, fallback) take part as in any call.
/// </remarks>
public sealed class RerankerHealthCheck : IHealthCheck
{
    private static readonly RerankCandidate[] Candidates =
    [
        "Paris is the capital of France.",
        "The museum opens at nine in the morning.",
    ];

    private readonly IServiceProvider _services;
    private readonly string? _name;

    /// <summary>Checks the reranker that is registered without a name.</summary>
    /// <param name="services">The container.</param>
    public RerankerHealthCheck(IServiceProvider services)
        : this(services, name: null)
    {
    }

    /// <summary>Checks a named reranker.</summary>
    /// <param name="services">The container.</param>
    /// <param name="name">The reranker's name; null for the one without.</param>
    public RerankerHealthCheck(IServiceProvider services, string? name)
    {
        ArgumentNullException.ThrowIfNull(services);
        _services = services;
        _name = name;
    }

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            IReranker reranker = _name is null ? _services.GetRequiredService<IReranker>() : _services.GetRequiredKeyedService<IReranker>(_name);
            RerankResponse response = await reranker
                .RerankAsync("What is the capital of France?", Candidates, options: null, cancellationToken)
                .ConfigureAwait(false);
            return response.Results.All(result => result.IsScored)
                ? HealthCheckResult.Healthy($"{response.ModelId ?? "The reranker"} answers.")
                : new(FailureStatus(context), $"{response.ModelId ?? "The reranker"} left passages without a score: {response.Stages.FirstOrDefault(stage => stage.Reason is not null)?.Reason}");
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return new(FailureStatus(context), exception.Message, exception);
        }
    }

    private static HealthStatus FailureStatus(HealthCheckContext? context) => context?.Registration?.FailureStatus ?? HealthStatus.Unhealthy;
}
