using RerankKit;
using SearchWeb.Searching;

namespace SearchWeb.Retrieval;

/// <summary>Embeds the passages after the start, and then encodes them for late interaction. Until then BM25 finds the others alone, and a search encodes what it reranks.</summary>
internal sealed partial class VectorIndexing(Collection collection, VectorIndex vectors, Searcher searcher, Rerankers rerankers, ILogger<VectorIndexing> logger, TimeProvider timeProvider) : BackgroundService
{
    // Small, as a search waits for the batch before it.
    private const int BatchSize = 8;
    private const string FirstSearch = "the first search";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The server listens first.
        await Task.Yield();
        long start = timeProvider.GetTimestamp();
        await vectors.BuildAsync(stoppingToken);

        // The first search is slower than all others, as everything is loaded and compiled then: it is nobody's.
        await searcher.SearchAsync(new(FirstSearch, SearchSettings.Default), stoppingToken);
        Built(vectors.Count, timeProvider.GetElapsedTime(start).TotalSeconds);
        foreach (RerankCandidate[] batch in collection.Candidates.Chunk(BatchSize))
        {
            await rerankers[Rerankers.MiniLM].RerankAsync(FirstSearch, batch, cancellationToken: stoppingToken);
        }

        Encoded(timeProvider.GetElapsedTime(start).TotalSeconds);
    }

    [LoggerMessage(LogLevel.Information, "{Count} passages have their vectors, after {Seconds:F1} s")]
    private partial void Built(int count, double seconds);

    [LoggerMessage(LogLevel.Information, "They are encoded for late interaction, after {Seconds:F1} s")]
    private partial void Encoded(double seconds);
}
