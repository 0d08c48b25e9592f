using SearchWeb.Searching;

namespace SearchWeb.Retrieval;

/// <summary>Embeds the passages after the start. Until then BM25 finds the others alone.</summary>
internal sealed partial class VectorIndexing(VectorIndex vectors, Searcher searcher, ILogger<VectorIndexing> logger, TimeProvider timeProvider) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The server listens first.
        await Task.Yield();
        long start = timeProvider.GetTimestamp();
        await vectors.BuildAsync(stoppingToken);

        // The first search is slower than all others, as everything is loaded and compiled then: it is nobody's.
        await searcher.SearchAsync(new("the first search", SearchSettings.Default), stoppingToken);
        Built(vectors.Count, timeProvider.GetElapsedTime(start).TotalSeconds);
    }

    [LoggerMessage(LogLevel.Information, "{Count} passages have their vectors, after {Seconds:F1} s")]
    private partial void Built(int count, double seconds);
}
