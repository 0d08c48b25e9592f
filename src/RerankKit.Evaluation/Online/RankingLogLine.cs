namespace RerankKit.Evaluation;

/// <summary>A line of a log; see docs/online.md. Which members it has depends on its type.</summary>
internal sealed record RankingLogLine
{
    public const string RankingType = "ranking";
    public const string ClickType = "click";

    public string? Type { get; init; }

    public string? Time { get; init; }

    public string? Request { get; init; }

    public string? Experiment { get; init; }

    public string? Caller { get; init; }

    public string? Document { get; init; }

    public RankingLogList[]? Lists { get; init; }
}
