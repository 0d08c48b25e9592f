namespace RerankKit;

/// <summary>Finds rerankers by the names they were registered under.</summary>
internal static class NamedRerankers
{
    public static IReranker Get(IServiceProvider services, string name, string asker) =>
        services.GetKeyedService<IReranker>(name) ?? throw Missing(name, asker);

    /// <summary>Looks whether one is registered, without making it. A container that cannot say is asked when it is needed.</summary>
    public static void Check(IServiceProvider services, string name, string asker)
    {
        if (services.GetService<IServiceProviderIsKeyedService>()?.IsKeyedService(typeof(IReranker), name) == false)
        {
            throw Missing(name, asker);
        }
    }

    private static InvalidOperationException Missing(string name, string asker) =>
        new($"{asker} asks for the reranker '{name}', which is not registered. Register it with AddReranking(\"{name}\").");
}
