namespace RerankKit.Evaluation;

/// <summary>What a log of rankings and clicks holds.</summary>
/// <param name="Rankings">The calls by time, each with its clicks.</param>
/// <param name="ClickCount">How many clicks were read, lost ones included.</param>
/// <param name="LostClicks">Clicks on what is not in the log: it was dropped, is in a file that was not read, or the id is another one.</param>
/// <param name="CutLines">The last lines, as file(line), of files that end in the middle of a line; they were left out.</param>
public sealed record RankingLogContents(
    IReadOnlyList<LoggedRanking> Rankings, int ClickCount, IReadOnlyList<LostClick> LostClicks, IReadOnlyList<string> CutLines);
