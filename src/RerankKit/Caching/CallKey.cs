using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.AI;

namespace RerankKit;

/// <summary>What all pairs of one call have in common in their keys.</summary>
/// <param name="Prefix">The digest of everything but the texts.</param>
/// <param name="ScopeTag">
/// The digest of the scope alone. It is compared beside the key, so that no choice of texts reaches another scope's entries.
/// </param>
/// <param name="IsList">Whether the reranker reads the whole list at once, so that the list belongs to the key.</param>
/// <param name="ModelId">The model that the call asks for; null when there is no such thing.</param>
/// <param name="DeclaredKind">What the reranker says its scores are.</param>
[StructLayout(LayoutKind.Auto)]
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
            .Then(metadata.IsPointwise ? 1 : 0)
            .Then(options?.Instruction)
            .Then(options?.MaxTokensPerDocument ?? 0);
        if (options is not null && settings.AdditionalKey is not null)
        {
            prefix = prefix.Then(settings.AdditionalKey(options));
        }
        else if (options is not null)
        {
            if (options.GetType() != typeof(RerankOptions))
            {
                return $"{options.GetType().Name} needs an AdditionalKey";
            }

            if (!TryAddProperties(options.AdditionalProperties, ref prefix, out string? property))
            {
                return $"the additional property '{property}' needs an AdditionalKey";
            }
        }

        key = new(prefix.Then(settings.NormalizeQuery(query)), scopeTag, !metadata.IsPointwise, modelId, metadata.ScoreKind);
        return null;
    }

    /// <summary>The digest of the cache's own scope and a call's.</summary>
    public static ulong ScopeTagOf(string? ownScope, string? callScope) => Hash128.Of(ownScope).Then(callScope).Low;

    private static bool TryAddProperties(AdditionalPropertiesDictionary? properties, ref Hash128 prefix, out string? refused)
    {
        refused = null;
        if (properties is null || properties.Count == 0)
        {
            return true;
        }

        // The dictionary ignores case and has no order, so neither has the key.
        foreach (KeyValuePair<string, object?> property in properties.OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (!TryFormat(property.Value, out string? text))
            {
                refused = property.Key;
                return false;
            }

            prefix = prefix.Then(property.Key.ToUpperInvariant()).Then(property.Value?.GetType().FullName).Then(text);
        }

        return true;
    }

    private static bool TryFormat(object? value, out string? text)
    {
        text = value switch
        {
            string or null => (string?)value,
            bool or char => value.ToString(),
            Enum or decimal or Guid => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
            IFormattable number when value.GetType().IsPrimitive => number.ToString(null, CultureInfo.InvariantCulture),
            _ => null,
        };
        return text is not null || value is null;
    }
}
