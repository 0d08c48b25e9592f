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
    private readonly List<double>[] _processor;

    private Interleaved(Variant[] variants)
    {
        _variants = variants;
        _milliseconds = [.. variants.Select(_ => new List<double>())];
        _processor = [.. variants.Select(_ => new List<double>())];
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

    /// <summary>The time of a variant in its quickest round, in milliseconds: that which other work on the machine disturbed least.</summary>
    public double Quickest(int variant) => _milliseconds[variant].Min();

    /// <summary>The median processor time of a variant, in milliseconds, of all threads together.</summary>
    public double ProcessorMilliseconds(int variant) => Median(_processor[variant]);

    /// <summary>The processor time of a variant in the round in which it was least.</summary>
    public double LeastProcessorMilliseconds(int variant) => _processor[variant].Min();

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
    public double Ratio(int variant, int other) => Ratio(_milliseconds[variant], _milliseconds[other]);

    /// <summary>The same of processor time.</summary>
    public double ProcessorRatio(int variant, int other) => Ratio(_processor[variant], _processor[other]);

    private static double Ratio(List<double> variant, List<double> other) => Median([.. variant.Zip(other, (a, b) => a / b)]);

    private void RunRound()
    {
        // Another one begins each time, as a variant may leave caches and clocks to the next in a better or worse state.
        for (int i = 0; i < _variants.Length; i++)
        {
            int variant = (i + Rounds) % _variants.Length;
            if (Rounds < _variants[variant].MaxRounds)
            {
                TimeSpan before = Environment.CpuUsage.TotalTime;
                long start = Stopwatch.GetTimestamp();
                _variants[variant].Run();
                _milliseconds[variant].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds / _variants[variant].Repetitions);
                _processor[variant].Add((Environment.CpuUsage.TotalTime - before).TotalMilliseconds / _variants[variant].Repetitions);
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
