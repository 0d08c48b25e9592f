namespace RerankKit.Cli.Reports;

/// <summary>A point; its label is shown beside its value.</summary>
internal readonly record struct SweepChartPoint(double X, double? Y, string? Label = null);
