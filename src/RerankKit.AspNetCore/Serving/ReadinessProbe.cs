using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RerankKit.AspNetCore;

/// <summary>Asks what the served rerankers score with, past caches and fallbacks, whether it answers.</summary>
internal sealed partial class ReadinessProbe(
    ServedRerankers rerankers, IServiceProvider services, IOptions<RerankingServerOptions> options, Draining draining, TimeProvider timeProvider, ILogger<ReadinessProbe> logger) : IDisposable
{
    private readonly TimeSpan _interval = options.Value.ReadinessInterval;
    private readonly SemaphoreSlim _turn = new(1);
    private (long At, bool IsReady)? _last;

    public async Task AnswerAsync(HttpContext context)
    {
        if (draining.Stopping.IsCancellationRequested)
        {
            await ProblemAnswer.WriteAsync(context, Dialect.TextEmbeddingsInference, new(ProblemKind.Unavailable, "The server stops.")).ConfigureAwait(false);
        }
        else if (!await IsReadyAsync(context.RequestAborted).ConfigureAwait(false))
        {
            await ProblemAnswer.WriteAsync(context, Dialect.TextEmbeddingsInference, new(ProblemKind.Unavailable, "What scores does not answer.")).ConfigureAwait(false);
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_last is { } last && timeProvider.GetElapsedTime(last.At) < _interval)
            {
                return last.IsReady;
            }

            HealthCheckResult[] results = await Task.WhenAll(rerankers.All.Select(served =>
                new RerankerHealthCheck(services, served.Name.Length == 0 ? null : served.Name).CheckHealthAsync(new(), cancellationToken))).ConfigureAwait(false);
            foreach ((ServedReranker served, HealthCheckResult result) in rerankers.All.Zip(results).Where(pair => pair.Second.Status != HealthStatus.Healthy))
            {
                LogUnhealthy(result.Exception, served.Id, result.Status, result.Description);
            }

            bool isReady = results.All(result => result.Status != HealthStatus.Unhealthy);
            _last = (timeProvider.GetTimestamp(), isReady);
            return isReady;
        }
        finally
        {
            _turn.Release();
        }
    }

    [LoggerMessage(3, LogLevel.Warning, "{Model} is {Status}: {Description}")]
    private partial void LogUnhealthy(Exception? exception, string model, HealthStatus status, string? description);
}
