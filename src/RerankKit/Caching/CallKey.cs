namespace RerankKit;

/// <summary>What all pairs of one call have in common in their keys.</summary>
/// <param name="Prefix">The digest of everything but the texts.</param>
/// <param name="ScopeTag">
/// The digest of the scope alone. It is compared beside the key, so that no choice of texts reaches another scope's entries.
/// </param>
/// <param name="IsList">Whether the reranker reads the whole list at once, so that the list belongs to the key.</param>
/// <param name="ModelId">The model that the call asks for; null when there is no such thing.</param>
/// <param name="DeclaredKind">What the reranker says its scores are.</param>
internal readonly record struct CallKey(Hash128 Prefix, ulong ScopeTag, bool IsList, string? ModelId, RerankScoreKind DeclaredKind)
{
    // Changes whenever the fields or their order do, so that processes of two versions never read each other's keys.
    private const int FormatVersion = 2;

    /// <summary>Digests scope, provider, model, revision, instruction, truncation and query.</summary>
    /// <returns>Why the call has no key; null when <paramref name="key"/> is one.</returns>
    public static string? TryCreate(
        string query, RerankOptions? options, RerankerMetadata? metadata, RerankCacheOptions settings, out CallKey key)
    {
        key = default;
        if (metadata is null)
        {
            return "the reranker has no metadata, so its scores have no key";
        }

        if (metadata.ReadsMoreThanText)
        {
            return "scores depend on more than the texts (on first-stage scores, titles or other data of the candidates), so they cannot be found again by them; what adds to texts, such as UseDocumentContext, belongs outside of the cache";
        }

        ulong scopeTag = ScopeTagOf(settings.Scope, options?.Scope);
        string? modelId = options?.ModelId ?? metadata.DefaultModelId;
        Hash128 prefix = default(Hash128)
            .Then(FormatVersion)
            .Then((long)scopeTag)
            .Then(metadata.ProviderName)
            .Then(metadata.ProviderUri?.OriginalString)
            .Then(modelId)
            .Then(metadata.Revision)
            .Then((long)metadata.ScoreKind)
            .Then(metadata.IsPointwise ? 1 : 0);
        if (OptionsDigest.TryAdd(options, settings.AdditionalKey, ref prefix) is string refused)
        {
            return refused;
        }

        key = new(prefix.Then(settings.NormalizeQuery(query)), scopeTag, !metadata.IsPointwise, modelId, metadata.ScoreKind);
        return null;
    }

    /// <summary>The digest of the cache's own scope and a call's.</summary>
    public static ulong ScopeTagOf(string? ownScope, string? callScope) => Hash128.Of(ownScope).Then(callScope).Low;
}
