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

/// <summary>What all calls of a sweep used up.</summary>
internal sealed class Meter(decimal? maxCost)
{
    private int _calls;

    public SpentUsage Usage { get; } = new();

    public int Pairs { get; private set; }

    public void Add(RerankResponse response)
    {
        Usage.Add(response);
        Pairs += response.Results.Count;
        _calls += SpentUsage.Of(response).Cost is null ? 0 : 1;
    }

    /// <exception cref="UnfinishedException">The next call would go beyond the limit.</exception>
    public void RequireMoney()
    {
        if (maxCost is decimal limit && Usage.Cost is decimal spent && _calls > 0 && spent + (spent / _calls) > limit)
        {
            throw new UnfinishedException(string.Create(CultureInfo.InvariantCulture, $"{spent:0.######} of --max-cost {limit} is spent, and the next call would go beyond."));
        }
    }
}
