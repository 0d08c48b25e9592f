namespace RerankKit;

/// <summary>Sends each call to the first reranker whose predicate takes it: by language, by tenant, by number of candidates.</summary>
/// <remarks>
/// <see cref="RerankOptions.TimeBudget"/> is kept: a reranker that knows nothing of budgets is called as <see cref="TimeBudgetReranker"/> does it.
/// </remarks>
public sealed class RoutingReranker : IReranker
{
    private const string StageName = "router";
    private readonly RerankRoute[] _routes;
    private readonly RerankRoute _otherwise;
    private readonly Dictionary<RerankRoute, TimeBudgetReranker> _timed;
    private readonly bool _leaveOpen;
    private readonly RerankerMetadata _metadata;

    /// <summary>Makes a router.</summary>
    /// <param name="routes">The routes, asked in this order.</param>
    /// <param name="otherwise">Answers the calls that no route takes.</param>
    /// <param name="leaveOpen">Whether the rerankers stay open when the router is disposed, because somebody else owns them.</param>
    /// <param name="timeProvider">Measures time budgets; null for the system's clock.</param>
    /// <exception cref="ArgumentException">Two routes have the same name.</exception>
    public RoutingReranker(IEnumerable<RerankRoute> routes, IReranker otherwise, bool leaveOpen = false, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(otherwise);
        _routes = [.. routes];
        _otherwise = new("otherwise", _ => true, otherwise);
        _leaveOpen = leaveOpen;
        string? twice = _routes.Append(_otherwise).GroupBy(route => route.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null)
        {
            throw new ArgumentException($"Two routes are named '{twice}'; give each its own name ('otherwise' is taken).", nameof(routes));
        }

        _timed = _routes.Append(_otherwise).ToDictionary(route => route, route => new TimeBudgetReranker(route.Reranker, options: null, timeProvider));
        RerankScoreKind[] kinds = [.. Parts.Select(part => part.GetService<RerankerMetadata>()?.ScoreKind ?? RerankScoreKind.Unspecified).Distinct()];
        _metadata = CompositeMetadata.Of("router", [.. Parts], kinds.Length == 1 ? otherwise : null);
    }

    private IEnumerable<IReranker> Parts => _routes.Append(_otherwise).Select(route => route.Reranker);

    /// <inheritdoc/>
    public Task<RerankResponse> RerankAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        RerankArguments.Check(query, candidates);
        return RerankArguments.Shortcut(candidates, cancellationToken) ?? RouteAsync(query, candidates, options, cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        CompositeMetadata.GetService(this, _metadata, [.. Parts], serviceType, serviceKey);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_leaveOpen)
        {
            foreach (IReranker part in Parts.Distinct())
            {
                part.Dispose();
            }
        }
    }

    private async Task<RerankResponse> RouteAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        var request = new RerankRequest(query, candidates, options);
        RerankRoute route = Array.Find(_routes, route => route.Matches(request)) ?? _otherwise;
        RerankResponse response = await _timed[route].RerankAsync(query, candidates, options, cancellationToken).ConfigureAwait(false);
        return response.WithStage(new(StageName, route.Name)
        {
            CandidatesIn = candidates.Count,
            CandidatesScored = response.CountScored(),
        });
    }
}
