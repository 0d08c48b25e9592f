namespace RerankKit.Evaluation;

/// <summary>What a <see cref="RegressionGate"/> found in a collection, or in a class of its queries.</summary>
public sealed class GatedGroup
{
    internal GatedGroup(string collection, string? queryClass, IReadOnlyList<string> queryIds)
    {
        Collection = collection;
        QueryClass = queryClass;
        QueryIds = queryIds;
    }

    /// <summary>The collection.</summary>
    public string Collection { get; }

    /// <summary>The class of queries; null for the whole collection.</summary>
    public string? QueryClass { get; }

    /// <summary>Collection and class as one name.</summary>
    public string Name => QueryClass is null ? Collection : $"{Collection}, {QueryClass}";

    /// <summary>The judged queries that count, in byte order of their ids.</summary>
    public IReadOnlyList<string> QueryIds { get; }

    /// <summary>The verdict; null where none was possible, see <see cref="NotJudged"/>.</summary>
    public RegressionGateResult? Result { get; internal init; }

    /// <summary>Why a class has no verdict: it has too few queries, or the baseline found nothing judged for them.</summary>
    public string? NotJudged { get; internal init; }

    /// <summary>Whether nothing speaks against the candidate here.</summary>
    public bool Passed => Result?.Passed != false;
}
