namespace RerankKit.Cli.Sweeping;

/// <summary>Counts what calls use up, and stops before the next one would go beyond a limit.</summary>
internal sealed class MeteredReranker(IReranker inner, Meter meter) : DelegatingReranker(inner)
{
    protected override async Task<RerankResponse> RerankCoreAsync(string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        meter.RequireMoney();
        RerankResponse response = await InnerReranker.RerankAsync(query, candidates, options, cancellationToken);
        meter.Add(response);
        return response;
    }
}
