namespace RerankKit.Evaluation;

/// <summary>The outcome of a paired, two-sided Student t test.</summary>
/// <param name="T">Mean difference / its standard error; 0 when every difference is 0, infinite when all are the same other number.</param>
/// <param name="DegreesOfFreedom">Queries − 1.</param>
/// <param name="PValue">The chance of a mean difference at least as large if the runs were equally good; 1 with fewer than two queries, which prove nothing.</param>
public readonly record struct PairedTTest(double T, int DegreesOfFreedom, double PValue);
