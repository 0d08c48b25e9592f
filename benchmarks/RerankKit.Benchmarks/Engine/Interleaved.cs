using System.Diagnostics;

namespace RerankKit.Benchmarks;

/// <summary>One way to do the same work.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Run">Does it once, or <paramref name="Repetitions"/> times.</param>
/// <param name="MaxRounds">After so many rounds it sits out; for variants that take many times as long as the others.</param>
/// <param name="Repetitions">How many times <paramref name="Run"/> does it.</param>
internal sealed record Variant(string Name, Action Run, int MaxRounds = int.MaxValue, int Repetitions = 1);

/// <summary>Times variants in turn, round after round, so that whatever slows the machine down slows all of them.</summary>
internal sealed class Interleaved
{
    private const int MaxRounds = 60;
    private readonly Variant[] _variants;
    private readonly List<double>[] _milliseconds;

    private Interleaved(Variant[] variants)
    {
        _variants = variants;
        _milliseconds = [.. variants.Select(_ => new List<double>())];
    }

    /// <summary>How many rounds there were.</summary>
    public int Rounds { get; private set; }

    /// <summary>Runs each variant once to warm up, then rounds until the time is up, and <paramref name="minRounds"/> at least.</summary>
    public static Interleaved Run(TimeSpan budget, Variant[] variants, int minRounds = 5)
    {
        var result = new Interleaved(variants);
        Array.ForEach(variants, variant => variant.Run());
        long start = Stopwatch.GetTimestamp();
        while (result.Rounds < minRounds || (Stopwatch.GetElapsedTime(start) < budget && result.Rounds < MaxRounds))
        {
            result.RunRound();
        }

        return result;
    }

    /// <summary>The median time of a variant, in milliseconds.</summary>
    public double Milliseconds(int variant) => Median(_milliseconds[variant]);

    /// <summary>The fastest of some variants.</summary>
    public int Fastest(params ReadOnlySpan<int> variants)
    {
        int fastest = variants[0];
        foreach (int variant in variants)
        {
            fastest = Milliseconds(variant) < Milliseconds(fastest) ? variant : fastest;
        }

        return fastest;
    }

    /// <summary>How many times as long as <paramref name="other"/> a variant takes: the median of the ratios within the rounds that both ran in.</summary>
    public double Ratio(int variant, int other)
    {
        int rounds = Math.Min(_milliseconds[variant].Count, _milliseconds[other].Count);
        return Median([.. Enumerable.Range(0, rounds).Select(round => _milliseconds[variant][round] / _milliseconds[other][round])]);
    }

    private void RunRound()
    {
        // Another one begins each time, as a variant may leave caches and clocks to the next in a better or worse state.
        for (int i = 0; i < _variants.Length; i++)
        {
            int variant = (i + Rounds) % _variants.Length;
            if (Rounds < _variants[variant].MaxRounds)
            {
                long start = Stopwatch.GetTimestamp();
                _variants[variant].Run();
                _milliseconds[variant].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds / _variants[variant].Repetitions);
            }
        }

        Rounds++;
    }

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
