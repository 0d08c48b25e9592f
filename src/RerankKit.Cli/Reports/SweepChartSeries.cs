namespace RerankKit.Cli.Reports;

/// <summary>A line, a band's bound, a level, points or bars.</summary>
/// <param name="Name">What the legend says.</param>
/// <param name="Kind"><c>line</c>, <c>path</c> (a line without points), <c>bound</c>, <c>level</c>, <c>points</c> or <c>bar</c>.</param>
/// <param name="Colour">The number of the colour; -1 for what stands behind.</param>
/// <param name="Data">The points.</param>
internal sealed record SweepChartSeries(string Name, string Kind, int Colour, IReadOnlyList<SweepChartPoint> Data)
{
    /// <summary>To which other series a bound is filled.</summary>
    public string? Fill { get; init; }
}
