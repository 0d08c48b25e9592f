namespace RerankKit;

/// <summary>A line of the log, its members in their order. What is null is not written.</summary>
internal sealed record RankingLogLine(string Type, DateTime Time, string Request)
{
    public string? Experiment { get; init; }

    public string? Caller { get; init; }

    public string? Query { get; init; }

    public IEnumerable<Ranking>? Lists { get; init; }

    public string? Document { get; init; }

    internal sealed record Ranking(
        string Name,
        bool Shown,
        double? Milliseconds,
        string? Model,
        string? ScoreKind,
        string? Fallback,
        string? Cache,
        IEnumerable<string> Documents,
        IEnumerable<double?>? Scores,
        IEnumerable<string>? Teams)
    {
        public static Ranking Of(RecordedList list, int count) => new(
            list.Name,
            list.IsShown,
            list.Duration?.TotalMilliseconds,
            list.ModelId,
            list.ScoreKind == RerankScoreKind.Unspecified ? null : TelemetryNames.Of(list.ScoreKind),
            list.Fallback,
            list.Cache,
            list.Documents.Take(count),
            list.Scores.Count == 0 ? null : list.Scores.Take(count).Select(score => score is double number && double.IsFinite(number) ? score : null),
            list.Teams.Count == 0 ? null : list.Teams.Take(count));
    }
}
