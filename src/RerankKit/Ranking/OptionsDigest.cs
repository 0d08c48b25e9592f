namespace RerankKit;

/// <summary>Digests what of a call's options changes scores, besides the model.</summary>
internal static class OptionsDigest
{
    /// <summary>Adds instruction, truncation and further options to a digest.</summary>
    /// <param name="options">The call's options.</param>
    /// <param name="additionalKey">Digests what is not known here; null where nobody does.</param>
    /// <param name="digest">What they are added to.</param>
    /// <returns>Why they have no digest; null when they have.</returns>
    public static string? TryAdd(RerankOptions? options, Func<RerankOptions, string?>? additionalKey, ref Hash128 digest)
    {
        digest = digest.Then(options?.Instruction).Then(options?.MaxTokensPerDocument ?? 0);
        if (options is null)
        {
            return null;
        }

        if (additionalKey is not null)
        {
            digest = digest.Then(additionalKey(options));
            return null;
        }

        return options.GetType() != typeof(RerankOptions) ? $"{options.GetType().Name} needs an AdditionalKey"
            : TryAddProperties(options.AdditionalProperties, ref digest, out string? property) ? null
            : $"the additional property '{property}' needs an AdditionalKey";
    }

    private static bool TryAddProperties(AdditionalPropertiesDictionary? properties, ref Hash128 digest, out string? refused)
    {
        refused = null;
        if (properties is null || properties.Count == 0)
        {
            return true;
        }

        // The dictionary ignores case and has no order, so neither has the digest. Who calls changes no score.
        foreach (KeyValuePair<string, object?> property in properties.Where(pair => !RankingRequest.IsAboutCaller(pair.Key)).OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (!TryFormat(property.Value, out string? text))
            {
                refused = property.Key;
                return false;
            }

            digest = digest.Then(property.Key.ToUpperInvariant()).Then(property.Value?.GetType().FullName).Then(text);
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
