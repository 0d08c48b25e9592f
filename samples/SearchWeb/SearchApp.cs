using Microsoft.Extensions.AI;
using RerankKit;
using RerankKit.MiniLM;
using RerankKit.Models;
using RerankKit.Onnx;
using SearchWeb.Explaining;
using SearchWeb.Measuring;
using SearchWeb.Retrieval;
using SearchWeb.Searching;

namespace SearchWeb;

/// <summary>The application, put together.</summary>
internal static class SearchApp
{
    // Nothing comes from elsewhere, and no text of a passage can become a script.
    private const string ContentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Makes the application.</summary>
    /// <param name="dataset">A folder in the BEIR layout; null for the built-in collection.</param>
    /// <param name="store">A file that keeps vectors over restarts; null for this process's memory.</param>
    /// <param name="urls">Where to listen.</param>
    public static WebApplication Create(string? dataset, string? store, string urls)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(urls);
        Register(builder.Services, Collection.Load(dataset ?? Path.Combine(AppContext.BaseDirectory, "Driftmoor")), store);
        WebApplication app = builder.Build();
        app.Use((context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = ContentPolicy;
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.Headers["Referrer-Policy"] = "no-referrer";
            return next(context);
        });
        app.UseDefaultFiles();
        app.UseStaticFiles();
        Endpoints.Map(app);

        // The words are indexed before the first request, the vectors after the start.
        app.Services.GetRequiredService<TextIndex>();
        return app;
    }

    private static void Register(IServiceCollection services, Collection collection, string? store)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(collection);
        if (store is null)
        {
            services.AddSingleton<ITokenVectorStoreProvider, MemoryStores>();
        }
        else
        {
            services.AddSqliteRerankStore(store);
        }

        // The first stage: any IEmbeddingGenerator will do.
        services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(_ => TextEmbeddingGenerator.Load(MiniLMModel.Directory));
        services.AddSingleton(_ => new TextIndex(collection.Candidates));
        services.AddSingleton(provider => new VectorIndex(collection.Candidates, provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>(), provider.GetRequiredService<ITokenVectorStoreProvider>()));
        services.AddHostedService<VectorIndexing>();
        services.AddSingleton<HybridRetriever>();

        Rerankers.Register(services, LexicalCorpusStatistics.Build(collection.Candidates.Select(candidate => candidate.Text)));
        services.AddSingleton<Searcher>();
        services.AddSingleton<Explainer>();
        services.AddSingleton<Measurer>();
    }
}
