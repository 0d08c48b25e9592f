using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace RerankKit;

/// <summary>The id that a call and the clicks on its answer have in common.</summary>
internal static class RankingRequest
{
    // Whoever logs a call says so, inward and outward, so that a pipeline with several logging decorators logs it once.
    private const string Logged = "rerankkit.logged";

    public static string? IdOf(AdditionalPropertiesDictionary? properties) => properties?.GetValueOrDefault(RankingLog.RequestIdProperty) as string;

    public static bool IsLogged(AdditionalPropertiesDictionary? properties) => properties?.ContainsKey(Logged) == true;

    /// <summary>Options with the id of the caller's, of the trace, or a new one.</summary>
    public static (RerankOptions Options, string Id) Begin(RerankOptions? options)
    {
        (options, string id) = BeginUnlogged(options);
        options.AdditionalProperties![Logged] = true;
        return (options, id);
    }

    /// <summary>The same for a call that others may log.</summary>
    public static (RerankOptions Options, string Id) BeginUnlogged(RerankOptions? options)
    {
        string id = IdOf(options?.AdditionalProperties) ?? Activity.Current?.TraceId.ToHexString() ?? Guid.NewGuid().ToString("N");
        options = options?.Clone() ?? new();
        options.AdditionalProperties ??= [];
        options.AdditionalProperties[RankingLog.RequestIdProperty] = id;
        return (options, id);
    }

    public static RerankResponse End(RerankResponse response, string id) => new(response, response.Results)
    {
        AdditionalProperties = new(response.AdditionalProperties ?? []) { [RankingLog.RequestIdProperty] = id, [Logged] = true },
    };
}
