using System.Collections.Frozen;

namespace RerankKit.Models;

/// <summary>Which tokens take part in scoring. Immutable and thread-safe.</summary>
/// <param name="skipped">Ids that do not.</param>
/// <param name="skipsInQueries">Whether that holds for queries.</param>
/// <param name="skipsInDocuments">Whether that holds for documents.</param>
/// <param name="kept">The only ids of a document that do; empty for all.</param>
internal sealed class VectorMask(IEnumerable<int> skipped, bool skipsInQueries, bool skipsInDocuments, IEnumerable<int> kept)
{
    private readonly FrozenSet<int> _skippedInQueries = skipsInQueries ? skipped.ToFrozenSet() : [];
    private readonly FrozenSet<int> _skippedInDocuments = skipsInDocuments ? skipped.ToFrozenSet() : [];
    private readonly FrozenSet<int> _kept = kept.ToFrozenSet();

    /// <summary>Whether a token takes part.</summary>
    public bool Keeps(TextRole role, int id) => role == TextRole.Query
        ? !_skippedInQueries.Contains(id)
        : !_skippedInDocuments.Contains(id) && (_kept.Count == 0 || _kept.Contains(id));
}
