namespace RerankKit.Cli.Reports;

/// <summary>A chart of the page, as its script reads it.</summary>
internal sealed record SweepChart(string Title, string Note, string X, string Y, IReadOnlyList<SweepChartSeries> Series)
{
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Whether the horizontal axis is logarithmic.</summary>
    public bool Log { get; init; }

    public double? Min { get; init; }

    public double? Max { get; init; }
}
