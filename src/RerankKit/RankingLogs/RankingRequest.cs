namespace RerankKit;

/// <summary>The id that a call, the lines about it and the clicks on its answer have in common.</summary>
internal static class RankingRequest
{
    public static string? IdOf(AdditionalPropertiesDictionary? properties) => properties?.GetValueOrDefault(RankingLog.RequestIdProperty) as string;

    /// <summary>Whether a property says who calls, and nothing of what is to be scored.</summary>
    public static bool IsAboutCaller(string property) =>
        property.Equals(RankingLog.RequestIdProperty, StringComparison.OrdinalIgnoreCase)
        || property.Equals(ExperimentReranker.CallerProperty, StringComparison.OrdinalIgnoreCase);

    /// <summary>Options with the caller's own id, or a new one.</summary>
    public static (RerankOptions Options, string Id) Begin(RerankOptions? options)
    {
        if (IdOf(options?.AdditionalProperties) is { Length: > 0 } given)
        {
            return (options!, given);
        }

        string id = Guid.CreateVersion7().ToString("N");
        options = options?.Clone() ?? new();
        options.AdditionalProperties ??= [];
        options.AdditionalProperties[RankingLog.RequestIdProperty] = id;
        return (options, id);
    }

    /// <summary>The response with the id, for the page that shows it.</summary>
    public static RerankResponse End(RerankResponse response, string id) => IdOf(response.AdditionalProperties) == id ? response : new(response, response.Results)
    {
        AdditionalProperties = new(response.AdditionalProperties ?? []) { [RankingLog.RequestIdProperty] = id },
    };
}
