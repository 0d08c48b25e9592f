namespace RerankKit;

/// <summary>Meters for <see cref="UsageBudgetOptions.Meter"/>: what a response used up.</summary>
/// <remarks>A response in which nothing was scored in this call, because a stage further in answered without the reranker, used nothing.</remarks>
public static class UsageMeters
{
    /// <summary>Where rerankers that know their prices put the money, a <see cref="decimal"/> in <see cref="RerankResponse.AdditionalProperties"/>.</summary>
    internal const string CostProperty = "cost";

    /// <summary>Counts calls.</summary>
    /// <param name="pricePerCall">What one call costs; 0 or more.</param>
    /// <returns>A meter whose unit is a call.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="pricePerCall"/> is negative.</exception>
    public static Func<RerankResponse, UsageAmount> Calls(decimal pricePerCall = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pricePerCall);
        return response => WasScored(response) ? new(1, pricePerCall) : default;
    }

    /// <summary>Counts tokens as the reranker reports them: the total, or where it gives none the input tokens.</summary>
    /// <param name="pricePerMillion">What a million tokens cost; 0 or more.</param>
    /// <returns>A meter whose unit is a token. It throws <see cref="InvalidOperationException"/> on a response that reports none.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="pricePerMillion"/> is negative.</exception>
    public static Func<RerankResponse, UsageAmount> Tokens(decimal pricePerMillion = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pricePerMillion);
        return response => Meter(response, response.Usage?.TotalTokenCount ?? response.Usage?.InputTokenCount, "tokens", pricePerMillion / 1_000_000);
    }

    /// <summary>Counts a provider's own unit, for example search units, found in the additional counts of the usage.</summary>
    /// <param name="name">The count's name there.</param>
    /// <param name="pricePerUnit">What one unit costs; 0 or more.</param>
    /// <returns>A meter of that unit. It throws <see cref="InvalidOperationException"/> on a response that does not report it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="pricePerUnit"/> is negative.</exception>
    public static Func<RerankResponse, UsageAmount> AdditionalCount(string name, decimal pricePerUnit = 0)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfNegative(pricePerUnit);
        return response => Meter(
            response,
            response.Usage?.AdditionalCounts?.TryGetValue(name, out long count) == true ? count : null,
            name,
            pricePerUnit);
    }

    /// <summary>Counts calls, and the money that the reranker reports by its own prices: a remote one's, or those of a language model's tokens.</summary>
    /// <returns>A meter whose unit is a call. It throws <see cref="InvalidOperationException"/> on a response that reports no money.</returns>
    public static Func<RerankResponse, UsageAmount> ReportedCost() => static response =>
        response.AdditionalProperties?.TryGetValue(CostProperty, out decimal cost) == true ? new(1, cost)
        : !WasScored(response) ? default
        : throw new InvalidOperationException(
            $"The response of '{response.ModelId ?? "the reranker"}' reports no cost, so a budget of money cannot be kept. Give the reranker its prices, or the meter one: UsageMeters.Calls(pricePerCall).");

    // Silence here would mean a limit that never bites.
    private static UsageAmount Meter(RerankResponse response, long? count, string unit, decimal price) =>
        count is long units ? new(units, units * price)
        : !WasScored(response) ? default
        : throw new InvalidOperationException(
            $"The response of '{response.ModelId ?? "the reranker"}' reports no {unit}, so a budget of {unit} cannot be kept. Meter calls instead: UsageMeters.Calls().");

    private static bool WasScored(RerankResponse response) =>
        response.Results.TakeWhile(result => result.IsScored).Any(result => result.Placement == RerankPlacement.Scored);
}
