using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RerankKit.Models;

/// <summary>Loads the registered models and warms them up while the host starts, so that a wrong model stops the start and the first request is as fast as the others.</summary>
/// <remarks>Rerankers of configuration are loaded before, as their settings are checked by making them.</remarks>
internal sealed class WarmUpService(IServiceProvider services, IEnumerable<ModelAtStart> models, ColdModels cold) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (ModelAtStart model in models)
        {
            await model.Origin.FindAsync(services, cancellationToken).ConfigureAwait(false);
            AsyncServiceScope scope = services.CreateAsyncScope(); // the reranker may be one of a scope
            await using (scope.ConfigureAwait(false))
            {
                await Task.Run(() => Make(scope.ServiceProvider, model.Name), cancellationToken).ConfigureAwait(false);
            }
        }

        await cold.WarmUpAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static IReranker Make(IServiceProvider services, string? name) =>
        name is null ? services.GetRequiredService<IReranker>() : services.GetRequiredKeyedService<IReranker>(name);
}
