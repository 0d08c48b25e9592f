namespace RerankKit;

/// <summary>A reranker, and the calls that it takes.</summary>
public sealed class RerankRoute
{
    /// <summary>Makes a route.</summary>
    /// <param name="name">The route's name in traces and metrics.</param>
    /// <param name="matches">Whether the route takes a call. Called on every call until a route says yes.</param>
    /// <param name="reranker">Answers the calls of this route.</param>
    public RerankRoute(string name, Func<RerankRequest, bool> matches, IReranker reranker)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(matches);
        ArgumentNullException.ThrowIfNull(reranker);
        Name = name;
        Matches = matches;
        Reranker = reranker;
    }

    /// <summary>The route's name in traces and metrics.</summary>
    public string Name { get; }

    /// <summary>Whether the route takes a call.</summary>
    public Func<RerankRequest, bool> Matches { get; }

    /// <summary>Answers the calls of this route.</summary>
    public IReranker Reranker { get; }
}
