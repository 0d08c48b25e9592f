using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the endpoints of a reranking server.</summary>
public static class RerankingEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Serves the registered rerankers in the dialects of Text Embeddings Inference, Cohere, Jina, vLLM, OpenSearch's connectors and Elasticsearch's custom service, with health and metrics; docs/server.md
    /// lists the paths.
    /// </summary>
    /// <param name="endpoints">Where they are mapped: the application, or a group with a prefix.</param>
    /// <returns>
    /// All of them, for <c>RequireAuthorization()</c>, <c>RequireRateLimiting(...)</c> and other conventions. Probes and metrics stay open to anybody, as those of Text Embeddings Inference are.
    /// </returns>
    /// <exception cref="InvalidOperationException"><c>AddRerankingServer()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapReranking(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        RerankEndpoint rerank = endpoints.ServiceProvider.GetService<RerankEndpoint>()
            ?? throw new InvalidOperationException("MapReranking() needs what AddRerankingServer() registers. Call builder.Services.AddRerankingServer() before the application is built.");
        RouteGroupBuilder group = endpoints.MapGroup("");
        MapRerank("/rerank", RerankPath.Plain, typeof(IEnumerable<RankedText>), typeof(TextEmbeddingsInferenceError));
        MapRerank("/v1/rerank", RerankPath.V1, typeof(RankingAnswer), typeof(SharedError));
        MapRerank("/v2/rerank", RerankPath.V2, typeof(CohereAnswer), typeof(CohereError));

        ScoreEndpoint score = endpoints.ServiceProvider.GetRequiredService<ScoreEndpoint>();
        MapScore("/score");
        MapScore("/v1/score");

        ServerInformation information = new(endpoints.ServiceProvider);
        Describe(group.MapGet("/info", information.InfoAsync), Dialect.TextEmbeddingsInference, "What is served, as Text Embeddings Inference says it.", typeof(InfoAnswer));
        Describe(group.MapGet("/v1/models", information.ModelsAsync), Dialect.Vllm, "The models that requests may name.", typeof(ModelsAnswer));

        ReadinessProbe readiness = endpoints.ServiceProvider.GetRequiredService<ReadinessProbe>();
        PrometheusMetrics metrics = endpoints.ServiceProvider.GetRequiredService<PrometheusMetrics>();
        Open(group.MapGet("/health", readiness.AnswerAsync), "Readiness: every source is asked for two scores.");
        Open(group.MapGet("/health/ready", readiness.AnswerAsync), "Readiness: every source is asked for two scores.");
        Open(group.MapGet("/health/live", static context => Task.CompletedTask), "Liveness: asks nothing.");
        Open(group.MapGet("/metrics", metrics.AnswerAsync), "Metrics in Prometheus' text format.");
        return group;

        // Any media type is let in, so that one which is not taken is refused in the dialect and with the remedy.
        void MapRerank(string pattern, RerankPath path, Type answer, Type error) => Describe(
                group.MapPost(pattern, rerank.At(path)), path.Usual, "Ranks documents by their relevance to a query.", answer)
            .WithMetadata(new AcceptsMetadata(["application/json", "*/*"], typeof(RerankRequest)))
            .WithMetadata(Problems(error));

        void MapScore(string pattern) => Describe(
                group.MapPost(pattern, score.AnswerAsync), Dialect.Vllm, "Scores pairs of texts, in the order of the request.", typeof(ScoreAnswer))
            .WithMetadata(new AcceptsMetadata(["application/json", "*/*"], typeof(ScoreRequest)))
            .WithMetadata(Problems(typeof(VllmError)));
    }

    // What the description of the endpoints is made of; a request delegate says nothing of its own.
    private static IEndpointConventionBuilder Describe(IEndpointConventionBuilder endpoint, Dialect dialect, string summary, Type answer) => endpoint
        .WithMetadata(DescribedMethod, new DialectMetadata(dialect), new EndpointSummaryAttribute(summary), new TagsAttribute("Reranking"))
        .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, answer, ["application/json"]));

    private static void Open(IEndpointConventionBuilder endpoint, string summary) => endpoint
        .WithMetadata(DescribedMethod, new DialectMetadata(Dialect.TextEmbeddingsInference), new EndpointSummaryAttribute(summary), new TagsAttribute("Operation"))
        .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK))
        .AllowAnonymous();

    private static object[] Problems(Type error) =>
        [.. RerankProblem.Statuses.Select(status => new ProducesResponseTypeMetadata(status, error, ["application/json"]))];

    private static readonly System.Reflection.MethodInfo DescribedMethod = ((RequestDelegate)DescribedAsync).Method;

    private static Task DescribedAsync(HttpContext context) => Task.CompletedTask;
}
