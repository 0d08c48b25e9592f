using System.Diagnostics;
using System.Globalization;
using RerankKit.Embedded;

namespace RerankKit.Benchmarks;

/// <summary>What the first embedded reranker of a process costs.</summary>
internal static class EmbeddedStart
{
    /// <summary>What <see cref="Measure"/> starts its processes with.</summary>
    public const string Argument = "start";
    private const int Candidates = 100;
    private static readonly string[] Steps = ["made, table and tokenizer loaded", $"and first call, {Candidates} candidates", "and 100 calls more"];

    public static string Measure(int processes)
    {
        double[][] measured = [.. Enumerable.Range(0, processes).Select(_ => InFreshProcess())];
        var table = new MarkdownTable("since before it was made", "median ms", "least ms", "processor, median ms", "processor, least ms", "resident, median MB", "of it private, median MB");
        for (int step = 0; step < Steps.Length; step++)
        {
            double[] Sorted(int figure) => [.. measured.Select(figures => figures[(4 * step) + figure]).Order()];
            table.Add(
                Steps[step],
                MarkdownTable.Number(Sorted(0)[processes / 2]),
                MarkdownTable.Number(Sorted(0)[0]),
                MarkdownTable.Number(Sorted(1)[processes / 2]),
                MarkdownTable.Number(Sorted(1)[0]),
                MarkdownTable.Number(Sorted(2)[processes / 2]),
                MarkdownTable.Number(Sorted(3)[processes / 2]));
        }

        return table.ToString();
    }

    /// <summary>Measures in this process, and prints milliseconds, processor milliseconds, resident and private memory after each step.</summary>
    public static void MeasureHere()
    {
        RerankCandidate[] candidates = EmbeddedBenchmarks.Passages(Candidates);

        // To measure costs something too, and most the first time: code that is compiled, pages that come into memory.
        Figures();
        GC.Collect();
        double[] before = Figures();
        (before[0], before[1]) = Times();
        using var reranker = new EmbeddedReranker();
        double[] loaded = Figures();
        reranker.RerankAsync(EmbeddedBenchmarks.Query, candidates).GetAwaiter().GetResult();
        double[] called = Figures();
        for (int call = 0; call < 100; call++)
        {
            reranker.RerankAsync(EmbeddedBenchmarks.Query, candidates).GetAwaiter().GetResult();
        }

        foreach (double[] step in (double[][])[loaded, called, Figures()])
        {
            Console.WriteLine(string.Join(' ', step.Zip(before, (after, earlier) => (after - earlier).ToString(CultureInfo.InvariantCulture))));
        }
    }

    private static double[] Figures()
    {
        (double clock, double used) = Times();
        (double resident, double own) = Memory();
        return [clock, used, resident, own];
    }

    private static (double Clock, double Used) Times() => (Stopwatch.GetElapsedTime(0).TotalMilliseconds, Environment.CpuUsage.TotalTime.TotalMilliseconds);

    // Linux says how much of the resident memory is no file's; files, such as the table in its assembly, are shared by all processes.
    private static (double Resident, double Own) Memory()
    {
        const double KilobytesPerMegabyte = 1 << 10;
        Dictionary<string, string> status = File.ReadLines("/proc/self/status").Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        double Megabytes(string name) => double.Parse(status[name].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / KilobytesPerMegabyte;
        return (Megabytes("VmRSS"), Megabytes("RssAnon"));
    }

    private static double[] InFreshProcess()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(EmbeddedStart).Assembly.Location, "embedded", Argument]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return [.. output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))];
    }
}
