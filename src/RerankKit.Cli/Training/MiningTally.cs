namespace RerankKit.Cli.Training;

/// <summary>What was left out, and why.</summary>
internal sealed class MiningTally
{
    public int QueriesWithoutText { get; set; }

    public int QueriesWithoutPositives { get; set; }

    public int QueriesWithoutNegatives { get; set; }

    public int DuplicateQueries { get; set; }

    public int DuplicatePassages { get; set; }

    public int FalseNegatives { get; set; }

    public int QueriesWithoutScores { get; set; }

    public void Report(ToolConsole console)
    {
        (int Count, string One, string Many)[] all =
        [
            (QueriesWithoutText, "query without a text", "queries without a text"),
            (QueriesWithoutPositives, "query without a relevant passage", "queries without a relevant passage"),
            (QueriesWithoutNegatives, "query without a negative", "queries without a negative"),
            (DuplicateQueries, "near-duplicate of another query", "near-duplicates of other queries"),
            (DuplicatePassages, "near-duplicate among passages", "near-duplicates among passages"),
            (FalseNegatives, "unjudged passage that the teacher finds relevant", "unjudged passages that the teacher finds relevant"),
        ];
        string[] left = [.. all.Where(item => item.Count > 0).Select(item => Figures.Count(item.Count, item.One, item.Many))];
        if (left.Length > 0)
        {
            console.Error.WriteLine($"Left out: {string.Join("; ", left)}");
        }

        if (QueriesWithoutScores > 0)
        {
            console.Warn($"the teacher scored no relevant passage of {Figures.Count(QueriesWithoutScores, "query", "queries")}, whose negatives are not filtered");
        }
    }
}
