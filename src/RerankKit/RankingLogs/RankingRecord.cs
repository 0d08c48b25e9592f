namespace RerankKit;

/// <summary>What a <see cref="RankingLog"/> keeps of a call. Decorators make these; an application makes them where it ranks without one.</summary>
/// <remarks>Several records may have the same request: what they say of it is put together by the reader.</remarks>
public sealed class RankingRecord
{
    /// <summary>The id of the request, which the clicks on its ranking have too.</summary>
    public required string RequestId { get; init; }

    /// <summary>Rankings of the call, each with a name of its own.</summary>
    public required IReadOnlyList<RecordedList> Lists { get; init; }

    /// <summary>The experiment that the call is part of; null for none.</summary>
    public string? Experiment { get; init; }

    /// <summary>A hash of who calls; null where nobody said. Calls of one caller are no independent evidence.</summary>
    public string? Caller { get; init; }

    /// <summary>What the user asked; written only where <see cref="RankingLogOptions.EnableSensitiveData"/> is set.</summary>
    public string? Query { get; init; }
}
