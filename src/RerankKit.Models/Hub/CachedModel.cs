namespace RerankKit.Models;

/// <summary>What a look into the cache found.</summary>
/// <param name="Model">The model, or null where something is missing.</param>
/// <param name="IsKnownWhole">Whether the hub's own listing says that nothing else belongs to it.</param>
/// <param name="Missing">What is missing, as a sentence; null where nothing is.</param>
internal sealed record CachedModel(StoredModel? Model, bool IsKnownWhole, string? Missing);
