using Microsoft.Extensions.DependencyInjection;

namespace RerankKit;

internal sealed class RerankingBuilder(IServiceCollection services, string? name, ServiceLifetime lifetime) : IRerankingBuilder
{
    public IServiceCollection Services { get; } = services;

    public string? Name { get; } = name;

    public ServiceLifetime Lifetime { get; } = lifetime;
}
