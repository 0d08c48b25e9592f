using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RerankKit.AspNetCore;

/// <summary>A registered reranker as clients see it: a model.</summary>
/// <param name="Name">The name it was registered under; empty for the one without.</param>
/// <param name="Id">What requests call it.</param>
/// <param name="Metadata">What is known of it.</param>
/// <param name="Shared">The reranker, where one serves all requests; null where each request's scope has its own.</param>
internal sealed record ServedReranker(string Name, string Id, RerankerMetadata? Metadata, IReranker? Shared)
{
    // A request that needs no services of its own has no scope made for it.
    public IReranker Get(HttpContext context) => Shared ?? WithBudget(Resolve(context.RequestServices, Name), context.RequestServices);

    public static IReranker Resolve(IServiceProvider services, string name) =>
        name.Length == 0 ? services.GetRequiredService<IReranker>() : services.GetRequiredKeyedService<IReranker>(name);

    // A budget of the request holds for every reranker, whether it keeps one by itself or not. Never disposed: what is inside belongs to the container.
    public static IReranker WithBudget(IReranker reranker, IServiceProvider services) => reranker.GetService<RerankerMetadata>()?.KeepsTimeBudget == true
        ? reranker
        : new TimeBudgetReranker(new WholeListReranker(reranker), options: null, services.GetRequiredService<TimeProvider>(), services.GetService<ILoggerFactory>());
}
