using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace RerankKit;

/// <summary>Warms up what was registered while the host starts.</summary>
internal sealed class WarmUpService(IServiceProvider services, IEnumerable<IWarmUp> warmUps) : IHostedService
{
    /// <summary>Adds a package's warm-up, once.</summary>
    public static void Add<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(IServiceCollection services)
        where T : class, IWarmUp
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IWarmUp, T>());
        services.AddHostedService<WarmUpService>();
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (IWarmUp warmUp in warmUps)
        {
            await warmUp.WarmUpAsync(services, cancellationToken).ConfigureAwait(false);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
