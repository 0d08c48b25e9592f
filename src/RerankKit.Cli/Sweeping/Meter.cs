namespace RerankKit.Cli.Sweeping;

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
            throw new UnfinishedException(Invariant($"{spent:0.######} of --max-cost {limit} is spent, and the next call would go beyond."));
        }
    }
}
