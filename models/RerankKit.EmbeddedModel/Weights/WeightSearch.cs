using System.Globalization;

namespace RerankKit.EmbeddedModel;

/// <summary>Leaves one collection out at a time: weights are chosen by the mean gain on the others, and judged on the one.</summary>
internal static class WeightSearch
{
    private static readonly string[] Names = ["nfcorpus", "cranfield", "cisi", "msmarco-dl19", "xquad-en"];

    /// <summary>Measures and reports.</summary>
    /// <param name="folder">Where the collections are.</param>
    public static void Run(string folder)
    {
        WeighedCollection[] all = [.. Names.Select(name => Path.Combine(folder, name)).AsParallel().AsOrdered().Select(WeighedCollection.Measure)];
        foreach (float least in PartWeights.AllLeastLengths)
        {
            Report(all, [.. Enumerable.Range(0, PartWeights.Grid.Count).Where(point => PartWeights.Grid[point].LeastLength == least)]);
        }
    }

    private static void Report(WeighedCollection[] all, int[] points)
    {
        int shipped = PartWeights.Grid.Index().Single(point => point.Item == PartWeights.Shipped).Index;
        var heldOut = new List<double>();
        Console.WriteLine(FormattableString.Invariant($"{points.Length} combinations, a text counts as at least {PartWeights.Grid[points[0]].LeastLength} of the mean length; points of nDCG@10 over BM25\n"));
        Console.WriteLine("| left out | chosen on the other four | chosen: gain there | shipped: gain there | chosen: gain on the one left out | shipped: gain on it |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (WeighedCollection left in all)
        {
            WeighedCollection[] others = [.. all.Except([left])];
            int chosen = Choose(others, points);
            heldOut.Add(left.Gain(chosen));
            Console.WriteLine(
                $"| {left.Name} | {PartWeights.Grid[chosen]} | {Points(Mean(others, chosen))} | {Points(Mean(others, shipped))} | {Points(left.Gain(chosen))} | {Points(left.Gain(shipped))} |");
        }

        int best = Choose(all, points);
        Console.WriteLine($"| mean | | | | {Points(heldOut.Average())} | {Points(Mean(all, shipped))} |");
        Console.WriteLine($"\nChosen on all five: {PartWeights.Grid[best]}: {string.Join(", ", all.Select(collection => $"{collection.Name} {Points(collection.Gain(best))}"))}; mean {Points(Mean(all, best))}.");
        double[] means = [.. points.Select(point => Mean(all, point)).OrderDescending()];
        Console.WriteLine($"The shipped weights are number {means.Count(mean => mean > Mean(all, shipped)) + 1} by that mean; the middle one has {Points(means[means.Length / 2])}.\n");
    }

    private static int Choose(WeighedCollection[] collections, int[] points) => points.MaxBy(point => Mean(collections, point));

    private static double Mean(WeighedCollection[] collections, int point) => collections.Average(collection => collection.Gain(point));

    private static string Points(double gain) => (100 * gain).ToString("+0.00;-0.00", CultureInfo.InvariantCulture);
}
