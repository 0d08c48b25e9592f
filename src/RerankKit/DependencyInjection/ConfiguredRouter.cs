using Microsoft.Extensions.Configuration;

namespace RerankKit;

/// <summary>Reads a router whose routes go by what can be said without code: the scope, the number of candidates, the query's length.</summary>
internal static class ConfiguredRouter
{
    private const string RoutesKey = "Routes";

    public static IReranker Create(IServiceProvider services, IConfigurationSection section)
    {
        var router = new RouterBuilder();
        var settings = new SettingsReader(section);
        IConfigurationSection routes = settings.Section(RoutesKey);
        foreach (IConfigurationSection route in routes.GetChildren())
        {
            Add(router, route);
        }

        settings.RequiredText(nameof(router.Otherwise), "the name of the reranker for calls that no route takes", name => router.Otherwise(name)).RefuseOthers();
        return routes.GetChildren().Any()
            ? router.Build(services)
            : throw new InvalidOperationException(
                $"The configuration key '{routes.Path}' has no route. Give it at least one, for example [{{ \"Name\": \"many\", \"MinCandidates\": 100, \"Reranker\": \"fast\" }}].");
    }

    private static void Add(RouterBuilder router, IConfigurationSection section)
    {
        string name = "";
        string reranker = "";
        List<Func<RerankRequest, bool>> conditions = [];
        new SettingsReader(section)
            .RequiredText("Name", "the route's name in traces and metrics", value => name = value)
            .RequiredText("Reranker", "the name of a reranker under Rerankers", value => reranker = value)
            .Text(nameof(RerankOptions.Scope), value => conditions.Add(request => string.Equals(request.Options?.Scope, value, StringComparison.Ordinal)))
            .Int32("MinCandidates", value => conditions.Add(request => request.Candidates.Count >= value))
            .Int32("MaxCandidates", value => conditions.Add(request => request.Candidates.Count <= value))
            .Int32("MinQueryLength", value => conditions.Add(request => request.Query.Length >= value))
            .Int32("MaxQueryLength", value => conditions.Add(request => request.Query.Length <= value))
            .RefuseOthers();
        if (conditions.Count == 0)
        {
            throw new InvalidOperationException(
                $"The configuration key '{section.Path}' has no condition, so the route would take every call. Set Scope, MinCandidates, MaxCandidates, MinQueryLength or MaxQueryLength.");
        }

        router.When(name, request => conditions.TrueForAll(condition => condition(request)), reranker);
    }
}
