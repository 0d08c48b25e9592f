namespace RerankKit.Cli.Remote;

/// <summary>What a service or a language model is about to be asked, and what that costs: roughly, before the first call.</summary>
internal sealed class CallEstimate
{
    private const double Million = 1e6;
    private int _queries;
    private long _pairs;

    /// <summary>How many requests there will be.</summary>
    public long Requests { get; set; }

    /// <summary>What stands before the number of requests: some methods stop early, some lists are split.</summary>
    public required string Bound { get; init; }

    public double InputTokens { get; set; }

    public double OutputTokens { get; set; }

    /// <summary>Money, where a price is set.</summary>
    public decimal? Cost { get; set; }

    /// <summary>How a price is set; named where there is none.</summary>
    public required string PriceSetting { get; init; }

    /// <summary>Tokens of a text: four bytes each, which is near enough for English and for Chinese.</summary>
    public static double TokensOf(string text) => System.Text.Encoding.UTF8.GetByteCount(text) / 4.0;

    /// <summary>Counts a query.</summary>
    public void Count(RunCandidates candidates)
    {
        _queries++;
        _pairs += candidates.Count;
    }

    private string Tokens() => InputTokens < Million
        ? InputTokens.ToString("N0", CultureInfo.InvariantCulture)
        : (InputTokens / Million).ToString("0.0", CultureInfo.InvariantCulture) + " million";

    public void Report(decimal? maxCost, ToolConsole console)
    {
        string requests = Invariant($"{Bound} {Requests:N0} {(Requests == 1 ? "request" : "requests")}");
        string cost = Cost is decimal money ? Invariant($"about {money:0.00####}") : $"not known without a price ({PriceSetting})";
        console.Error.WriteLine(
            Invariant($"About to ask: {Figures.Count(_queries, "query", "queries")}, {_pairs:N0} {(_pairs == 1 ? "document" : "documents")}, {requests}, about {Tokens()} tokens; cost {cost}"));
        if (Cost > maxCost)
        {
            console.Warn(Invariant($"the estimate is beyond --max-cost {maxCost}: the run will stop there and keep what is finished"));
        }
    }
}
