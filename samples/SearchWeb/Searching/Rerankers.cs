using RerankKit;

namespace SearchWeb.Searching;

/// <summary>The rerankers to choose from, and the pipeline around them that a request's settings make.</summary>
internal sealed class Rerankers(IServiceProvider services)
{
    public const string Lexical = "lexical";
    public const string Embedded = "embedded";
    public const string MiniLM = "minilm";

    // The model reads 256 tokens; a longer passage is scored window by window.
    private const int WindowTokens = 240;

    public static IReadOnlyList<string> Names { get; } = [Lexical, Embedded, MiniLM];

    /// <summary>Registers what all requests share: models, scores that were computed before, the speeds that budgets are kept by.</summary>
    public static void Register(IServiceCollection services, LexicalCorpusStatistics statistics)
    {
        services.AddReranking(Lexical).AddLexical(options => options.Statistics = statistics).UseCache().UseTimeBudget();
        services.AddReranking(Embedded).AddEmbedded().UseCache().UseTimeBudget();

        // Windows outside of the cache, so that scores from an earlier call still say which window won.
        services.AddReranking(MiniLM).AddMiniLM(configure: options => options.StoreEncoded = true)
            .UsePassageWindows(options => options.WindowTokens = WindowTokens).UseCache().UseTimeBudget();
        services.AddSingleton<Rerankers>();
    }

    /// <summary>The reranker with what all requests share.</summary>
    public IReranker this[string name] => services.GetRequiredKeyedService<IReranker>(name);

    /// <summary>Ranks candidates as the settings say. Its stages are those of UseStandardPipeline, of which only the outer ones differ between requests.</summary>
    public Task<RerankResponse> RerankAsync(string query, IReadOnlyList<RerankCandidate> candidates, SearchSettings settings, CancellationToken cancellationToken)
    {
        RerankerBuilder pipeline = this[settings.Reranker].AsBuilder().UseFallback().UseShortCircuit().UseCandidateCap(settings.Depth);
        if (settings.Gate is double threshold)
        {
            pipeline.UseScoreGapGate(options => options.Threshold = threshold);
        }

        if (settings.Blend is double weight)
        {
            pipeline.UseBlend(options => options.Weight = weight);
        }

        // The decorators are cheap to make. Nothing disposes them: what they stand around is the container's.
        return pipeline.Build(services).RerankAsync(query, candidates, new() { TimeBudget = settings.Budget }, cancellationToken);
    }
}
