namespace RerankKit;

/// <summary>What is known of a reranker that is made of several.</summary>
internal static class CompositeMetadata
{
    /// <summary>
    /// Metadata whose model and revision change when any part's do. The list decides who scores what, so it is not pointwise. A composite hands each part what
    /// is left of a call's time; a budget that a part keeps for itself is not the whole's.
    /// </summary>
    public static RerankerMetadata Of(string providerName, IReadOnlyList<IReranker> parts, IReranker? scoring)
    {
        RerankerMetadata?[] all = [.. parts.Select(part => part.GetService<RerankerMetadata>())];
        return new(providerName)
        {
            DefaultModelId = string.Join('>', all.Select(metadata => metadata?.DefaultModelId ?? metadata?.ProviderName ?? "?")),
            Revision = string.Join('>', all.Select(metadata => metadata?.Revision ?? "?")),
            ScoreKind = scoring?.GetService<RerankerMetadata>()?.ScoreKind ?? RerankScoreKind.Unspecified,
            IsPointwise = false,
            ReadsMoreThanText = Array.Exists(all, metadata => metadata is { ReadsMoreThanText: true }),
            KeepsTimeBudget = true,
        };
    }

    /// <summary>The composite itself, its metadata, its parts, or the first part that knows the service.</summary>
    public static object? GetService(
        IReranker self, RerankerMetadata metadata, IReadOnlyList<IReranker> parts, Type serviceType, object? serviceKey)
    {
        if (OwnServices.Find(serviceType, serviceKey, self, metadata) is { } own)
        {
            return own;
        }

        return serviceKey is null && serviceType == typeof(IReadOnlyList<IReranker>)
            ? parts
            : parts.Select(part => part.GetService(serviceType, serviceKey)).FirstOrDefault(service => service is not null);
    }
}
