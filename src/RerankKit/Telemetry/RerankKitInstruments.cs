using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace RerankKit;

/// <summary>The activity source and the instruments of this library: one set per process, as the names are.</summary>
internal static class RerankKitInstruments
{
    public static readonly ActivitySource Source = new(RerankKitTelemetry.ActivitySourceName);

    private static readonly Meter Meter = new(RerankKitTelemetry.MeterName);

    // The convention's boundaries begin at 10 ms; a lexical reranker or a cache is a hundred times faster.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24],
    };

    private static readonly InstrumentAdvice<int> Counts = new()
    {
        HistogramBucketBoundaries = [1, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000],
    };

    private static readonly InstrumentAdvice<long> Tokens = new()
    {
        HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864],
    };

    private static readonly InstrumentAdvice<double> Shares = new()
    {
        HistogramBucketBoundaries = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
    };

    // Probabilities and cosines, logits, and BM25.
    private static readonly InstrumentAdvice<double> Scores = new()
    {
        HistogramBucketBoundaries = [-10, -5, -2, -1, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 2, 5, 10, 20, 50, 100],
    };

    private static readonly InstrumentAdvice<double> Correlations = new()
    {
        HistogramBucketBoundaries = [-1, -0.5, 0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 1],
    };

    public static readonly Histogram<double> Duration =
        Meter.CreateHistogram("gen_ai.client.operation.duration", "s", "Duration of a reranking call.", null, Seconds);

    public static readonly Histogram<long> TokenUsage =
        Meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Tokens that a reranking call used.", null, Tokens);

    public static readonly Histogram<int> Candidates =
        Meter.CreateHistogram("rerankkit.candidates", "{candidate}", "Candidates of a call.", null, Counts);

    public static readonly Counter<long> Results =
        Meter.CreateCounter<long>("rerankkit.results", "{result}", "Results by where their position came from.");

    public static readonly Histogram<double> TopScore =
        Meter.CreateHistogram("rerankkit.top_score", "1", "Score of the best result. Its drift tells of a changed model or changed content.", null, Scores);

    public static readonly Counter<long> StageDecisions =
        Meter.CreateCounter<long>("rerankkit.stage.decisions", "{call}", "Calls by what a stage of the pipeline decided.");

    public static readonly Counter<long> Fallbacks =
        Meter.CreateCounter<long>("rerankkit.fallbacks", "{call}", "Calls in which the reranker failed or its circuit was open.");

    public static readonly Counter<long> CacheLookups =
        Meter.CreateCounter<long>("rerankkit.cache.lookups", "{call}", "Calls by what the cache had of them.");

    public static readonly Counter<long> TokenVectorLookups =
        Meter.CreateCounter<long>("rerankkit.token_vectors.lookups", "{document}", "Documents by whether their token vectors were in the store.");

    public static readonly Histogram<double> ShadowOverlap =
        Meter.CreateHistogram("rerankkit.shadow.overlap", "1", "Share of the best places that champion and challenger agree on.", null, Shares);

    public static readonly Histogram<double> ShadowRankBiasedOverlap =
        Meter.CreateHistogram("rerankkit.shadow.rank_biased_overlap", "1", "Rank-biased overlap of champion and challenger.", null, Shares);

    public static readonly Histogram<double> ShadowKendallTau =
        Meter.CreateHistogram("rerankkit.shadow.kendall_tau", "1", "Kendall's tau-b of champion and challenger.", null, Correlations);

    public static readonly Histogram<double> ShadowDuration =
        Meter.CreateHistogram("rerankkit.shadow.duration", "s", "Duration of champion and challenger on the calls both saw.", null, Seconds);

    public static readonly Counter<long> ShadowFailures =
        Meter.CreateCounter<long>("rerankkit.shadow.failures", "{call}", "Runs of the challenger that failed.");

    public static readonly Counter<long> ShadowDropped =
        Meter.CreateCounter<long>("rerankkit.shadow.dropped", "{call}", "Sampled calls that the challenger did not see because it was busy.");

    public static readonly Counter<long> RankingLogEntries =
        Meter.CreateCounter<long>("rerankkit.ranking_log.entries", "{entry}", "Rankings and clicks by what became of them: written, or dropped and why.");

    /// <summary>Whether anybody listens to what a call measures.</summary>
    public static bool AnyCallInstrumentEnabled =>
        Duration.Enabled || TokenUsage.Enabled || Candidates.Enabled || Results.Enabled || TopScore.Enabled
        || StageDecisions.Enabled || Fallbacks.Enabled || CacheLookups.Enabled;
}
