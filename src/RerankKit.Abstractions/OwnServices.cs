namespace RerankKit;

/// <summary>What rerankers, encoders and clients answer to GetService when nothing stands behind them.</summary>
internal static class OwnServices
{
    /// <summary>The first of their <paramref name="own"/> objects that is of the type; nothing of theirs has a key.</summary>
    public static object? Find(Type serviceType, object? serviceKey, params ReadOnlySpan<object?> own)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        foreach (object? service in serviceKey is null ? own : [])
        {
            if (serviceType.IsInstanceOfType(service))
            {
                return service;
            }
        }

        return null;
    }
}
