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

/// <summary>A line, a band's bound, a level, points or bars.</summary>
/// <param name="Name">What the legend says.</param>
/// <param name="Kind"><c>line</c>, <c>bound</c>, <c>level</c>, <c>points</c> or <c>bar</c>.</param>
/// <param name="Colour">The number of the colour; -1 for what stands behind.</param>
/// <param name="Data">The points.</param>
internal sealed record SweepChartSeries(string Name, string Kind, int Colour, IReadOnlyList<SweepChartPoint> Data)
{
    /// <summary>To which other series a bound is filled.</summary>
    public string? Fill { get; init; }
}

/// <summary>A point; its label is shown beside its value.</summary>
internal readonly record struct SweepChartPoint(double X, double? Y, string? Label = null);
