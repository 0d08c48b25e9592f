using Microsoft.Extensions.DependencyInjection;

namespace RerankKit;

/// <summary>Finds rerankers by the names they were registered under.</summary>
internal static class NamedRerankers
{
    public static IReranker Get(IServiceProvider services, string name, string asker) =>
        services.GetKeyedService<IReranker>(name)
        ?? throw new InvalidOperationException($"{asker} asks for the reranker '{name}', which is not registered. Register it with AddReranking(\"{name}\").");
}
