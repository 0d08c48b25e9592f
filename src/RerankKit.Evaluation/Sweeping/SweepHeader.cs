namespace RerankKit.Evaluation;

/// <summary>What a sweep was asked for, on what, and by what: the first line of its results.</summary>
public sealed record SweepHeader
{
    /// <summary>The version of the format.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The collection's name.</summary>
    public required string Dataset { get; init; }

    /// <summary>The first stages, by their names.</summary>
    public required IReadOnlyList<string> FirstStages { get; init; }

    /// <summary>The rerankers, in the order in which they were given.</summary>
    public required IReadOnlyList<SweepRerankerFacts> Rerankers { get; init; }

    /// <summary>How many documents of each list are reranked, ascending.</summary>
    public required IReadOnlyList<int> Depths { get; init; }

    /// <summary>The metrics' names; the first decides.</summary>
    public required IReadOnlyList<string> Metrics { get; init; }

    /// <summary>The lowest grade that counts as relevant.</summary>
    public int RelevanceLevel { get; init; } = 1;

    /// <summary>How many queries were timed; null for 50, and 0 where calls are paid for.</summary>
    public int? TimingQueries { get; init; }

    /// <summary>How many queries were reranked in other orders; null for 10, and 0 where calls are paid for.</summary>
    public int? StabilityQueries { get; init; }

    /// <summary>How many calls that nobody timed came before the first that was.</summary>
    public int WarmUpCalls { get; init; }

    /// <summary>What an hour of the machine costs; null where that was not said.</summary>
    public decimal? MachinePricePerHour { get; init; }

    /// <summary>Changes with any id, score, judgement or text that the results depend on.</summary>
    public string? Digest { get; init; }

    /// <summary>How many documents the collection has; null where it was not counted.</summary>
    public int? DocumentCount { get; init; }

    /// <summary>How many of them are there already, word for word; null where it was not counted.</summary>
    public int? DuplicateCount { get; init; }

    /// <summary>How many others are nearly the same as an earlier one; null where it was not counted.</summary>
    public int? NearDuplicateCount { get; init; }

    /// <summary>The command that makes the results again; null where there was none.</summary>
    public string? Command { get; init; }

    /// <summary>Machine and versions, by name.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
