using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RerankKit.AspNetCore;

/// <summary>Makes rerankers while the host starts; while it stops, says that the server is not ready and gives balancers time to see it.</summary>
internal sealed partial class Draining : IHostedLifecycleService
{
    private readonly ServedRerankers _rerankers;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeSpan _delay;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<Draining> _logger;

    public Draining(
        ServedRerankers rerankers, IOptions<RerankingServerOptions> options, TimeProvider timeProvider, IHostApplicationLifetime lifetime, ILogger<Draining> logger)
    {
        (_rerankers, _delay, _timeProvider, _lifetime, _logger) = (rerankers, options.Value.DrainDelay, timeProvider, lifetime, logger);
    }

    /// <summary>Cancelled when the host was told to stop.</summary>
    public CancellationToken Stopping => _lifetime.ApplicationStopping;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        LogServed(string.Join(", ", _rerankers.All.Select(served => served.Id)));
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // A host that is stopped in code says so only after this.
        _lifetime.StopApplication();
        if (_delay > TimeSpan.Zero)
        {
            LogDraining(_delay.TotalSeconds);
            await Task.Delay(_delay, _timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Information, "Serving {Models}")]
    private partial void LogServed(string models);

    [LoggerMessage(2, LogLevel.Information, "Stopping: not ready any more, requests are taken for {Seconds} s yet")]
    private partial void LogDraining(double seconds);
}
