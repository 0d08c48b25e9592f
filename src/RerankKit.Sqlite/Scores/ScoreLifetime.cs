using Microsoft.Extensions.Caching.Distributed;

namespace RerankKit.Sqlite;

/// <summary>When a value is served to, in UTC ticks.</summary>
/// <param name="Expires">From then on not any more; null for always.</param>
/// <param name="Sliding">How long after its last use it expires; null where use does not matter.</param>
/// <param name="Latest">When it expires whatever its use; null for never.</param>
internal readonly record struct ScoreLifetime(long? Expires, long? Sliding, long? Latest)
{
    public static ScoreLifetime Of(DistributedCacheEntryOptions options, DateTimeOffset now)
    {
        long? latest = options.AbsoluteExpirationRelativeToNow is { } relative ? Sum(now.UtcTicks, relative.Ticks) : options.AbsoluteExpiration?.UtcTicks;
        long? sliding = options.SlidingExpiration?.Ticks;
        return new ScoreLifetime(latest, sliding, latest).UsedAt(now.UtcTicks);
    }

    /// <summary>The lifetime after a use.</summary>
    public ScoreLifetime UsedAt(long now) =>
        Sliding is not { } sliding ? this : this with { Expires = Math.Min(Sum(now, sliding), Latest ?? long.MaxValue) };

    private static long Sum(long now, long duration) => duration > long.MaxValue - now ? long.MaxValue : now + duration;
}
