namespace Quickstart;

/// <summary>The day on which the sample collection was current, so that the recency boost gives the same ranking whenever the sample runs.</summary>
internal sealed class CollectionClock : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
}
