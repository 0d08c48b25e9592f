namespace RerankKit.Remote;

/// <summary>What remote calls used up: names in <see cref="RerankResponse"/>, and a meter for <see cref="UsageBudgetOptions.Meter"/>.</summary>
/// <remarks>A request that was sent again may have been billed twice; only answers are counted.</remarks>
public static class RemoteUsage
{
    /// <summary>HTTP requests that were answered, in <see cref="UsageDetails.AdditionalCounts"/>.</summary>
    public const string Requests = "requests";

    /// <summary>Cohere's unit: a query with up to 100 documents. In <see cref="UsageDetails.AdditionalCounts"/>.</summary>
    public const string SearchUnits = "search_units";

    /// <summary>Pinecone's unit. In <see cref="UsageDetails.AdditionalCounts"/>.</summary>
    public const string RerankUnits = "rerank_units";

    /// <summary>
    /// Money by <see cref="RemoteRerankerOptions.Price"/>, a <see cref="decimal"/> in <see cref="RerankResponse.AdditionalProperties"/>; absent without a price.
    /// </summary>
    public const string Cost = "cost";

    /// <summary>Meters what the provider counts, and money by <see cref="RemoteRerankerOptions.Price"/>.</summary>
    /// <returns>
    /// A meter whose unit is the provider's own: search or rerank units, else tokens, else requests. A response that was answered without the
    /// provider (first-stage order, cache) used nothing.
    /// </returns>
    public static Func<RerankResponse, UsageAmount> Meter() => static response =>
    {
        ArgumentNullException.ThrowIfNull(response);
        decimal cost = response.AdditionalProperties?.TryGetValue(Cost, out decimal money) == true ? money : 0;
        return new(Units(response.Usage), cost);
    };

    private static long Units(UsageDetails? usage)
    {
        long units = 0;
        bool counted = usage?.AdditionalCounts?.TryGetValue(SearchUnits, out units) == true
            || usage?.AdditionalCounts?.TryGetValue(RerankUnits, out units) == true;
        if (counted)
        {
            return units;
        }

        return usage?.TotalTokenCount ?? usage?.InputTokenCount
            ?? (usage?.AdditionalCounts?.TryGetValue(Requests, out long requests) == true ? requests : 0);
    }
}
