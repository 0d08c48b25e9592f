namespace RerankKit;

/// <summary>Two candidates are the same when their ids are or, where neither has one, their texts.</summary>
internal sealed class RerankCandidateIdentity : IEqualityComparer<RerankCandidate>
{
    public static readonly RerankCandidateIdentity Instance = new();

    public bool Equals(RerankCandidate x, RerankCandidate y) =>
        x.Id is null ? y.Id is null && string.Equals(x.Text, y.Text, StringComparison.Ordinal) : string.Equals(x.Id, y.Id, StringComparison.Ordinal);

    public int GetHashCode(RerankCandidate obj) => (obj.Id ?? obj.Text ?? string.Empty).GetHashCode(StringComparison.Ordinal);
}
