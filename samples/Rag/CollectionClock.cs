namespace Rag;

/// <summary>The day on which the sample collection was current, so that its newest pages stay new.</summary>
internal sealed class CollectionClock : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
}
