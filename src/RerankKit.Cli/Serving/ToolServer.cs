using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using RerankKit.AspNetCore;
using Scalar.AspNetCore;

namespace RerankKit.Cli.Serving;

/// <summary>The application of <c>rerankkit serve</c>, and what is said when it is there.</summary>
internal static class ToolServer
{
    /// <summary>Makes the application. It disposes the reranker with itself.</summary>
    public static WebApplication Build(IReranker source, string urls, string? key, TimeSpan shutdown, Action<RerankingServerOptions> configure)
    {
        // Nothing is read from files of the folder that the tool happens to be in.
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(urls);
        builder.Logging.ClearProviders().AddSimpleConsole(options => options.SingleLine = true).SetMinimumLevel(LogLevel.Warning);

        // What keeps it from starting is the tool's to say, in a line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = shutdown);
        builder.Services.AddSingleton<IHostLifetime, ToolLifetime>();
        builder.Services.AddReranking().AddReranker(_ => source).UseOpenTelemetry().UseTimeBudget();
        builder.Services.AddRerankingServer(configure);
        builder.Services.AddOpenApi(options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "RerankKit";
            return Task.CompletedTask;
        }));
        if (key is not null)
        {
            builder.Services.AddAuthentication(RerankingApiKeyDefaults.Scheme).AddRerankingApiKey(options => options.Keys["key"] = key);
            builder.Services.AddAuthorization();
        }

        WebApplication application = builder.Build();
        IEndpointConventionBuilder endpoints = application.MapReranking();
        if (key is not null)
        {
            endpoints.RequireAuthorization();
        }

        application.MapOpenApi();
        application.MapScalarApiReference(options => options.DisableDefaultFonts());
        return application;
    }

    public static void Announce(WebApplication application, string? keyVariable, ToolConsole console)
    {
        string reached = application.Urls.First().Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal).Replace("//[::]", "//127.0.0.1", StringComparison.Ordinal);
        string authorization = keyVariable is null ? "" : $" -H \"Authorization: Bearer ${keyVariable}\"";
        RerankerMetadata? metadata = application.Services.GetRequiredService<IReranker>().GetService<RerankerMetadata>();
        console.Output.WriteLine(
            $$"""
            Serving {{metadata?.DefaultModelId ?? metadata?.ProviderName ?? "a reranker"}} at {{string.Join(", ", application.Urls)}}
              /rerank                   Text Embeddings Inference (texts); Jina, vLLM, Infinity (documents)
              /v1/rerank, /v2/rerank    Cohere; /v1 also Jina, vLLM, OpenSearch, Elasticsearch
              /score                    vLLM
              /health, /metrics         readiness, Prometheus
              /scalar                   a page to try it on
            Try it:
              curl {{reached}}/v1/rerank -H 'Content-Type: application/json'{{authorization}} -d '{"query": "rotate the signing key", "documents": ["The billing page.", "How to rotate a signing key."]}'
            """.ReplaceLineEndings("\n"));
        console.Output.Flush();
    }
}
