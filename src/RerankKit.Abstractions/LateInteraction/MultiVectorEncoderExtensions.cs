namespace RerankKit;

/// <summary>Ways to call a multi-vector encoder.</summary>
public static class MultiVectorEncoderExtensions
{
    /// <summary>Asks for a service behind the abstraction.</summary>
    /// <typeparam name="TService">The type asked for.</typeparam>
    /// <param name="encoder">The encoder.</param>
    /// <param name="serviceKey">A key, for services that have one.</param>
    /// <returns>The service, or null when there is none.</returns>
    public static TService? GetService<TService>(this IMultiVectorEncoder encoder, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        return encoder.GetService(typeof(TService), serviceKey) is TService service ? service : default;
    }
}
