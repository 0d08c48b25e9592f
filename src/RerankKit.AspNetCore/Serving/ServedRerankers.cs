using Microsoft.Extensions.DependencyInjection;

namespace RerankKit.AspNetCore;

/// <summary>The rerankers that are served, by what requests call them.</summary>
internal sealed class ServedRerankers
{
    private const string Default = "default";
    private readonly Lazy<IReadOnlyList<ServedReranker>> _all;
    private readonly bool _acceptsUnknown;

    public ServedRerankers(IServiceCollection registered, IServiceProvider services, RerankingServerOptions options)
    {
        _acceptsUnknown = options.AcceptsUnknownModels;
        string[] wanted = [.. options.Rerankers];

        // Not before the first request or the start of the host: some are registered after the server.
        _all = new(() => Find(registered, services, wanted));
    }

    /// <summary>All of them, the one that answers where no model is named first.</summary>
    public IReadOnlyList<ServedReranker> All => _all.Value;

    /// <exception cref="RerankProblem">No such model is served.</exception>
    public ServedReranker Get(string? model)
    {
        if (string.IsNullOrEmpty(model) || string.Equals(model, Default, StringComparison.OrdinalIgnoreCase))
        {
            return All[0];
        }

        foreach (ServedReranker served in All)
        {
            if (model == served.Id || model == served.Name || model == served.Metadata?.DefaultModelId)
            {
                return served;
            }
        }

        return _acceptsUnknown ? All[0]
            : throw new RerankProblem(ProblemKind.UnknownModel, $"The model is not served here. Known are: {string.Join(", ", All.Select(served => served.Id))}.", "model");
    }

    private static List<ServedReranker> Find(IServiceCollection registered, IServiceProvider services, string[] wanted)
    {
        Dictionary<string, ServiceLifetime> lifetimes = new(StringComparer.Ordinal);
        foreach (ServiceDescriptor descriptor in registered)
        {
            if (descriptor.ServiceType == typeof(IReranker) && (descriptor.ServiceKey ?? "") is string name)
            {
                lifetimes[name] = descriptor.Lifetime;
            }
        }

        string[] names = wanted.Length > 0 ? wanted : [.. lifetimes.Keys.OrderBy(name => name.Length > 0)];
        if (names.Length == 0)
        {
            throw new InvalidOperationException("There is no reranker to serve. Register one with AddReranking().");
        }

        using IServiceScope scope = services.CreateScope();
        List<ServedReranker> all = [];
        foreach (string name in names)
        {
            if (!lifetimes.TryGetValue(name, out ServiceLifetime lifetime))
            {
                throw new InvalidOperationException($"The reranker '{name}' is to be served and is not registered. Register it with AddReranking(\"{name}\").");
            }

            bool isShared = lifetime == ServiceLifetime.Singleton;
            IReranker reranker = ServedReranker.Resolve(isShared ? services : scope.ServiceProvider, name);
            RerankerMetadata? metadata = reranker.GetService<RerankerMetadata>();
            string id = name.Length > 0 ? name : metadata?.DefaultModelId ?? metadata?.ProviderName ?? Default;
            all.Add(new(name, id, metadata, isShared ? ServedReranker.WithBudget(reranker, services) : null));
        }

        return all;
    }
}
