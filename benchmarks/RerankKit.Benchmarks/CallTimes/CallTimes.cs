using System.Diagnostics;

namespace RerankKit.Benchmarks;

/// <summary>How long calls took, in milliseconds.</summary>
/// <param name="Median">The middle one.</param>
/// <param name="Percentile95">The one that 95 of 100 do not exceed; of fewer than 20 the slowest.</param>
internal sealed record CallTimes(double Median, double Percentile95)
{
    private const int MinCalls = 3;
    private const int MaxCalls = 200;

    /// <summary>Warms up once, then calls one after another until the time is up.</summary>
    public static async Task<CallTimes> MeasureAsync(Func<Task<RerankResponse>> call, double seconds)
    {
        RerankResponse response = await call();
        if (!response.Results.All(result => result.IsScored))
        {
            throw new InvalidOperationException("A call left candidates unscored, so its time says nothing.");
        }

        var times = new List<double>();
        long start = Stopwatch.GetTimestamp();
        while (times.Count < MinCalls || (times.Count < MaxCalls && Stopwatch.GetElapsedTime(start).TotalSeconds < seconds))
        {
            long before = Stopwatch.GetTimestamp();
            await call();
            times.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }

        times.Sort();
        int middle = times.Count / 2;
        double median = times.Count % 2 == 1 ? times[middle] : (times[middle - 1] + times[middle]) / 2;
        return new(median, times[(int)Math.Ceiling(0.95 * times.Count) - 1]);
    }
}
