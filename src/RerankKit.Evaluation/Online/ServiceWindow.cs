namespace RerankKit.Evaluation;

/// <summary>How a reranker did in a stretch of time.</summary>
public sealed class ServiceWindow
{
    private ServiceWindow(DateTimeOffset start, LoggedRanking[] rankings, TimeSpan? budget)
    {
        Start = start;
        Calls = rankings.Length;
        FallbackRate = rankings.Count(ranking => ranking.Fallback is not null) / (double)Calls;
        LoggedRanking[] cached = [.. rankings.Where(ranking => ranking.Cache is not null)];
        CacheHitRate = cached.Length == 0 ? null : cached.Count(ranking => ranking.Cache == "hit") / (double)cached.Length;
        double[] milliseconds = [.. rankings.Where(ranking => ranking.Duration is not null).Select(ranking => ranking.Duration!.Value.TotalMilliseconds).Order()];
        P50 = Percentile(milliseconds, 0.5);
        P99 = Percentile(milliseconds, 0.99);
        OverBudget = budget is { } limit && milliseconds.Length > 0 ? milliseconds.Count(time => time > limit.TotalMilliseconds) / (double)milliseconds.Length : null;
    }

    /// <summary>When it begins.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>How many calls there were.</summary>
    public int Calls { get; }

    /// <summary>The time within which half of the calls were answered; null where no call has a time.</summary>
    public TimeSpan? P50 { get; }

    /// <summary>The time within which 99 of 100 calls were answered; null where no call has a time.</summary>
    public TimeSpan? P99 { get; }

    /// <summary>The share of calls that took longer than the budget; null without a budget or a time.</summary>
    public double? OverBudget { get; }

    /// <summary>The share of calls that got another ranking than the reranker's.</summary>
    public double FallbackRate { get; }

    /// <summary>The share of calls that the cache had the whole of; null where there is no cache.</summary>
    public double? CacheHitRate { get; }

    /// <summary>Cuts a log into stretches of time.</summary>
    /// <param name="rankings">The calls by time.</param>
    /// <param name="length">How long a stretch is, more than zero. They begin at multiples of it.</param>
    /// <param name="budget">How long a call may take; null for no budget.</param>
    /// <returns>The stretches that have a call, in order.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is zero or less.</exception>
    public static IReadOnlyList<ServiceWindow> Over(IEnumerable<LoggedRanking> rankings, TimeSpan length, TimeSpan? budget = null)
    {
        ArgumentNullException.ThrowIfNull(rankings);
        if (length <= TimeSpan.Zero)
        {
            throw Throw.OutOfRange(length, "more than zero", nameof(length));
        }

        return
        [
            .. rankings.GroupBy(ranking => ranking.Time.UtcTicks / length.Ticks)
                .OrderBy(window => window.Key)
                .Select(window => new ServiceWindow(new(window.Key * length.Ticks, TimeSpan.Zero), [.. window], budget)),
        ];
    }

    // The smallest time within which at least that share of the calls ended (nearest rank).
    private static TimeSpan? Percentile(double[] sorted, double share) =>
        sorted.Length == 0 ? null : TimeSpan.FromMilliseconds(sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)]);
}
