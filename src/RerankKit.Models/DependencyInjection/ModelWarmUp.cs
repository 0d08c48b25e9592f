using Microsoft.Extensions.DependencyInjection;

namespace RerankKit.Models;

/// <summary>Loads the registered models and warms them up.</summary>
/// <remarks>Rerankers of configuration are loaded before, as their settings are checked by making them.</remarks>
internal sealed class ModelWarmUp(IEnumerable<ModelAtStart> models, ColdModels cold) : IWarmUp
{
    public async Task WarmUpAsync(IServiceProvider services, CancellationToken cancellationToken)
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

    private static IReranker Make(IServiceProvider services, string? name) =>
        name is null ? services.GetRequiredService<IReranker>() : services.GetRequiredKeyedService<IReranker>(name);
}
