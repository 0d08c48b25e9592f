namespace RerankKit;

/// <summary>Describes a router between rerankers that are registered by name.</summary>
public sealed class RouterBuilder
{
    private const string Asker = "the router";
    private readonly List<(string Name, Func<RerankRequest, bool> Matches, string Reranker)> _routes = [];
    private string? _otherwise;

    /// <summary>Adds a route after those added before.</summary>
    /// <param name="routeName">The route's name in traces and metrics.</param>
    /// <param name="matches">Whether the route takes a call.</param>
    /// <param name="rerankerName">The name given to <c>AddReranking(name)</c>.</param>
    /// <returns>This builder.</returns>
    public RouterBuilder When(string routeName, Func<RerankRequest, bool> matches, string rerankerName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(routeName);
        ArgumentNullException.ThrowIfNull(matches);
        ArgumentException.ThrowIfNullOrWhiteSpace(rerankerName);
        _routes.Add((routeName, matches, rerankerName));
        return this;
    }

    /// <summary>Names the reranker for the calls that no route takes.</summary>
    /// <param name="rerankerName">The name given to <c>AddReranking(name)</c>.</param>
    /// <returns>This builder.</returns>
    public RouterBuilder Otherwise(string rerankerName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(rerankerName);
        _otherwise = rerankerName;
        return this;
    }

    internal void Check(IServiceProvider services)
    {
        _routes.ForEach(route => NamedRerankers.Check(services, route.Reranker, Asker));
        NamedRerankers.Check(services, Rest, Asker);
    }

    internal IReranker Build(IServiceProvider services) =>
        new RoutingReranker(
            _routes.Select(route => new RerankRoute(route.Name, route.Matches, NamedRerankers.Get(services, route.Reranker, Asker))),
            NamedRerankers.Get(services, Rest, Asker),
            leaveOpen: true,
            services.GetTimeProvider());

    private string Rest => _otherwise ?? throw new InvalidOperationException("The router has no reranker for calls that no route takes. Name one with Otherwise(name).");
}
