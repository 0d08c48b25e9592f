namespace RerankKit.Evaluation;

/// <summary>How a reranker did in a stretch of time.</summary>
public sealed class ServiceWindow
{
    private ServiceWindow(string list, DateTimeOffset start, LoggedList[] lists, TimeSpan? budget)
    {
        List = list;
        Start = start;
        Calls = lists.Length;
        Latency = LatencySummary.Of(Array.ConvertAll(lists, one => one.Duration!.Value.TotalMilliseconds), 0);
        OverBudget = budget is { } limit ? Share(lists, one => one.Duration > limit) : null;
        FallbackRate = Share(lists, one => one.Fallback is not null);
        LoggedList[] cached = Array.FindAll(lists, one => one.Cache is not null);
        CacheHitRate = cached.Length == 0 ? null : Share(cached, one => one.Cache == "hit");
    }

    /// <summary>Whose times and rates these are.</summary>
    public string List { get; }

    /// <summary>When it begins.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>How many calls there were.</summary>
    public int Calls { get; }

    /// <summary>How long they took.</summary>
    public LatencySummary Latency { get; }

    /// <summary>The share of calls that took longer than the budget; null without a budget.</summary>
    public double? OverBudget { get; }

    /// <summary>The share of calls that got another ranking than the reranker's.</summary>
    public double FallbackRate { get; }

    /// <summary>The share of calls that the cache had the whole of; null where there is no cache.</summary>
    public double? CacheHitRate { get; }

    /// <summary>Cuts a log into stretches of time.</summary>
    /// <param name="rankings">The calls. Of those that a user saw a list of, the lists that have a time; what was made after the answer does not count.</param>
    /// <param name="length">How long a stretch is, more than zero; they begin at multiples of it. Null for one that holds everything.</param>
    /// <param name="budget">How long a call may take; null for no budget.</param>
    /// <returns>The stretches that have a call, list by list, in the order of time.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is zero or less.</exception>
    public static IReadOnlyList<ServiceWindow> Over(IEnumerable<LoggedRanking> rankings, TimeSpan? length, TimeSpan? budget = null)
    {
        ArgumentNullException.ThrowIfNull(rankings);
        Allow.If(length is null || length > TimeSpan.Zero, length, "more than zero", nameof(length));
        long ticks = length?.Ticks ?? long.MaxValue;
        return
        [
            .. rankings
                .SelectMany(ranking => ranking.Lists.Values
                    .Where(list => list.Duration is not null && (list.IsShown || ranking.Interleaved is not null))
                    .Select(list => (List: list, Window: ranking.Time.UtcTicks / ticks, ranking.Time)))
                .GroupBy(call => (call.List.Name, call.Window))
                .Select(window => new ServiceWindow(
                    window.Key.Name,
                    length is null ? window.Min(call => call.Time) : new(window.Key.Window * ticks, TimeSpan.Zero),
                    [.. window.Select(call => call.List)],
                    budget))
                .OrderBy(window => window.List, StringComparer.Ordinal)
                .ThenBy(window => window.Start),
        ];
    }

    private static double Share(LoggedList[] lists, Func<LoggedList, bool> isOne) => lists.Count(isOne) / (double)lists.Length;
}
