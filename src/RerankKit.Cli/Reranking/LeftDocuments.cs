namespace RerankKit.Cli.Reranking;

/// <summary>Counts the documents that did not get a score of their own, and why.</summary>
internal sealed class LeftDocuments
{
    private const int ShownReasons = 3;
    private readonly SortedDictionary<RerankPlacement, int> _counts = [];
    private readonly Dictionary<string, int> _reasons = new(StringComparer.Ordinal);
    private int _queries;

    /// <summary>How many documents were not reranked because of <c>--depth</c>.</summary>
    public int BelowDepth { get; set; }

    /// <summary>What the stages of a response say about its documents without a score; null when all have one, or nothing is said.</summary>
    public static string? ReasonOf(RerankResponse response)
    {
        string[] reasons = response.Results.All(result => result.IsScored) ? [] : [.. response.Stages.SelectMany(stage => stage.Reasons).Distinct(StringComparer.Ordinal)];
        return reasons.Length == 0 ? null : string.Join("; ", reasons);
    }

    public void Add(RerankResponse response)
    {
        bool isAnyLeft = false;
        foreach (RerankResult result in response.Results)
        {
            if (!result.IsScored)
            {
                isAnyLeft = true;
                _counts[result.Placement] = _counts.GetValueOrDefault(result.Placement) + 1;
            }
        }

        _queries += isAnyLeft ? 1 : 0;
        if (ReasonOf(response) is { } reason)
        {
            _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;
        }
    }

    /// <summary>Says it in a line each, where there is anything to say.</summary>
    public void Report(int depth, ToolConsole console)
    {
        if (_queries > 0)
        {
            string documents = Figures.Count(_counts.Values.Sum(), "document", "documents");
            string counts = string.Join(", ", _counts.Select(static count => Invariant($"{count.Value} {Why(count.Key)}")));
            console.Error.WriteLine($"Not scored: {documents} of {Figures.Count(_queries, "query", "queries")}, behind the scored ones in the run's order: {counts}{Reasons()}");
        }

        if (BelowDepth > 0)
        {
            console.Error.WriteLine(
                Invariant($"Left as they were: {Figures.Count(BelowDepth, "document", "documents")} below the first {depth} of their query; --depth takes more"));
        }
    }

    private static string Why(RerankPlacement placement) => placement switch
    {
        RerankPlacement.Capped => "cut off by the candidate cap",
        RerankPlacement.Gated => "not asked about, because the first stage was trusted",
        RerankPlacement.OverBudget => "over the time or usage budget",
        RerankPlacement.FellBack => "left by a failure of the reranker",
        RerankPlacement.ShortCircuited => "with nothing to decide",
        RerankPlacement.EarlierStage => "settled before the last stage",
        _ => "without a usable score",
    };

    private string Reasons()
    {
        string[] shown = [.. _reasons.OrderByDescending(reason => reason.Value).Take(ShownReasons).Select(reason => $"\"{reason.Key}\" ({Figures.Count(reason.Value, "query", "queries")})")];
        return shown.Length == 0 ? "" : $"; because: {string.Join(", ", shown)}{(_reasons.Count > shown.Length ? ", ..." : "")}";
    }
}
