namespace SearchWeb.Retrieval;

/// <summary>Embeds the passages after the start: until then BM25 alone finds.</summary>
internal sealed partial class VectorIndexing(VectorIndex vectors, ILogger<VectorIndexing> logger, TimeProvider timeProvider) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The server listens first.
        await Task.Yield();
        long start = timeProvider.GetTimestamp();
        await vectors.BuildAsync(stoppingToken);
        Built(vectors.Count, timeProvider.GetElapsedTime(start).TotalSeconds);
    }

    [LoggerMessage(LogLevel.Information, "{Count} passages have their vectors, after {Seconds:F1} s")]
    private partial void Built(int count, double seconds);
}
