namespace RerankKit;

/// <summary>Finds mistakes of a registration when the application starts, not at the first request.</summary>
internal sealed class StartCheck
{
    /// <summary>Adds a check. It throws what is wrong, and makes nothing that is expensive or of a scope.</summary>
    public static void Add(IServiceCollection services, Action<IServiceProvider> check) => services
        .AddOptions<StartCheck>(Guid.NewGuid().ToString("N"))
        .Validate<IServiceProvider>((_, provider) =>
        {
            check(provider);
            return true;
        })
        .ValidateOnStart();
}
