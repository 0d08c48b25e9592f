namespace RerankKit.Evaluation;

/// <summary>What a log of rankings and clicks holds.</summary>
/// <param name="Rankings">The calls by time, each with its clicks.</param>
/// <param name="LostClicks">Clicks whose ranking is not in the log: it was dropped, or is in a file that was not read.</param>
/// <param name="CutLines">Lines that end in their middle, because the process did.</param>
public sealed record RankingLogContents(IReadOnlyList<LoggedRanking> Rankings, int LostClicks, int CutLines);
