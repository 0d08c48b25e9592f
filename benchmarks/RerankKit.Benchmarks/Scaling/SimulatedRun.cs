namespace RerankKit.Benchmarks;

/// <summary>What requests went through.</summary>
/// <param name="Milliseconds">From arrival to answer, sorted.</param>
/// <param name="ExtraRequests">Second requests per request.</param>
internal sealed record SimulatedRun(double[] Milliseconds, double ExtraRequests)
{
    public double Mean => Milliseconds.Average();

    public double Percentile(double share) => Milliseconds[Math.Min((int)(share * Milliseconds.Length), Milliseconds.Length - 1)];
}
