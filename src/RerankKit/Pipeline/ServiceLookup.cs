namespace RerankKit;

/// <summary>The services that decorators look for.</summary>
internal static class ServiceLookup
{
    public static TimeProvider GetTimeProvider(this IServiceProvider services) =>
        services.GetService(typeof(TimeProvider)) as TimeProvider ?? TimeProvider.System;
}
