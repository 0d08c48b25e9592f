using System.Globalization;

namespace RerankKit.Benchmarks;

/// <summary>Simulations of fleets whose engines take what was measured.</summary>
internal static class ScalingReport
{
    public static string Write(ServiceTimes times)
    {
        double[] sorted = times.Milliseconds;
        string batches = string.Join(", ", times.PerPair.Select((perPair, i) => $"{1 << i}: {MarkdownTable.Number(perPair)}"));
        return string.Create(CultureInfo.InvariantCulture, $"""
            Service times are measured, everything else is simulated (seed 1, 200,000 requests a row, the first tenth not counted; Poisson arrivals; engines that do one request after another).
            An engine is one thread of this machine; its times are time on the processor, as the machine was busy with other things. Load is work that comes in parts of what all engines can do. Milliseconds from arrival to answer, without the network.

            **Measured**: MiniLM-L-6, fp32, {sorted.Length} calls of {ServiceTimes.Candidates} passages: mean {times.Mean:F0} ms, p50 {At(sorted, 0.5):F0}, p95 {At(sorted, 0.95):F0}, p99 {At(sorted, 0.99):F0}.
            One pair of {times.TokensPerPair} tokens, ms a pair by pairs in a run: {batches}.

            **The simulation against theory**: exponential service of mean 1, load 0.7, one engine (M/M/1).

            {Theory()}
            **More engines at the same load**: least outstanding, whole calls.

            {Engines(times)}
            **Who gets the request**: 4 engines; load 0.7 of what they can do, a slow one counted as the third of an engine that it is.

            {Dispatching(times)}
            **Hedging**: 4 engines, least outstanding; after the p95 of the last 256 requests, a tenth more requests at most. A twin that was begun is done to the end.
            Load as above.

            {Hedging(times)}
            **Batching**: 2 engines, requests of a single pair of {times.TokensPerPair} tokens; what waits is taken together. Load is that without batching.

            {Batching(times)}
            """);
    }

    private static string Theory()
    {
        var fleet = new SimulatedFleet { Engines = 1, ServiceTime = random => -Math.Log(1 - random.NextDouble()), MeanServiceTime = 1 };
        SimulatedRun run = QueueSimulation.Run(fleet, 0.7, 1_000_000);
        var table = new MarkdownTable("", "mean", "p50", "p95", "p99");
        table.Add("theory", Number(1 / 0.3), Number(Quantile(0.5)), Number(Quantile(0.95)), Number(Quantile(0.99)));
        table.Add(["simulated", Number(run.Mean), .. Percentiles(run)]);
        return table.ToString();

        // The time in an M/M/1 system is exponential with the rate that service has over arrivals.
        static double Quantile(double share) => -Math.Log(1 - share) / 0.3;
    }

    private static string Engines(ServiceTimes times)
    {
        var table = new MarkdownTable("engines, load", "requests/s", "p50", "p95", "p99");
        foreach (int engines in (int[])[1, 2, 4, 8])
        {
            foreach (double load in (double[])[0.3, 0.5, 0.7, 0.8, 0.9])
            {
                SimulatedRun run = QueueSimulation.Run(Fleet(times, engines), load);
                table.Add([$"{engines}, {Number(load)}", Number(load * engines * 1000 / times.Mean), .. Percentiles(run)]);
            }
        }

        return table.ToString();
    }

    private static string Dispatching(ServiceTimes times)
    {
        var table = new MarkdownTable("engines", "dispatch", "p50", "p95", "p99");
        foreach (double slowdown in (double[])[1, 3])
        {
            foreach (Dispatch dispatch in Enum.GetValues<Dispatch>())
            {
                // Four engines of which one is three times as slow do 3.33 engines' work.
                double load = 0.7 * (3 + (1 / slowdown)) / 4;
                SimulatedRun run = QueueSimulation.Run(Fleet(times, 4) with { Dispatch = dispatch, FirstEngineSlowdown = slowdown }, load);
                bool isStable = dispatch == Dispatch.LeastOutstanding || load * slowdown < 1;
                table.Add([Kind(slowdown), $"{dispatch}", .. isStable ? Percentiles(run) : ["grows without end", "", ""]]);
            }
        }

        return table.ToString();
    }

    private static string Hedging(ServiceTimes times)
    {
        var table = new MarkdownTable("engines, load", "hedging", "p50", "p95", "p99", "more requests");
        foreach (double slowdown in (double[])[1, 3])
        {
            foreach (double load in (double[])[0.3, 0.5, 0.7, 0.85])
            {
                foreach (bool hasHedging in (bool[])[false, true])
                {
                    double scaled = load * (3 + (1 / slowdown)) / 4;
                    SimulatedRun run = QueueSimulation.Run(Fleet(times, 4) with { HasHedging = hasHedging, FirstEngineSlowdown = slowdown }, scaled);
                    table.Add([$"{Kind(slowdown)}, {Number(load)}", hasHedging ? "yes" : "no", .. Percentiles(run), MarkdownTable.Number(run.ExtraRequests * 100) + " %"]);
                }
            }
        }

        return table.ToString();
    }

    private static string Batching(ServiceTimes times)
    {
        var table = new MarkdownTable("load", "taken together", "p50", "p95", "p99");
        var fleet = new SimulatedFleet { Engines = 2, ServiceTime = _ => times.PerPair[0], MeanServiceTime = times.PerPair[0], BatchCost = times.BatchCost };
        foreach (double load in (double[])[0.5, 0.8, 0.95, 1.1])
        {
            foreach (int batch in (int[])[1, 4, 16])
            {
                bool isStable = load * times.BatchCost(batch) / batch < 1;
                table.Add([Number(load), $"{batch}", .. isStable ? Percentiles(QueueSimulation.Run(fleet with { MaxBatch = batch }, load)) : ["grows without end", "", ""]]);
            }
        }

        return table.ToString();
    }

    private static SimulatedFleet Fleet(ServiceTimes times, int engines) =>
        new() { Engines = engines, ServiceTime = times.Draw, MeanServiceTime = times.Mean };

    private static string[] Percentiles(SimulatedRun run) => [Number(run.Percentile(0.5)), Number(run.Percentile(0.95)), Number(run.Percentile(0.99))];

    private static double At(double[] sorted, double share) => sorted[Math.Min((int)(share * sorted.Length), sorted.Length - 1)];

    private static string Kind(double slowdown) => slowdown == 1 ? "alike" : "one three times as slow";

    private static string Number(double value) => MarkdownTable.Number(value);
}
