using System.Globalization;

namespace RerankKit.Benchmarks;

/// <summary><c>embedded [--seconds 10] [--processes 11] [--results FOLDER]</c>: the embedded reranker's calls in turn, and its start in fresh processes.</summary>
internal static class EmbeddedCommand
{
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments is [EmbeddedStart.Argument])
        {
            EmbeddedStart.MeasureHere();
            return 0;
        }

        double seconds = 10;
        int processes = 11;
        ModeArguments mode = new ModeArguments()
            .Number<double>("--seconds", value => seconds = value)
            .Number<int>("--processes", value => processes = value);
        if (!mode.TryRead(arguments))
        {
            return 1;
        }

        string report = $"""
            Passages of 120 words, cut out of the Cranfield abstracts; the query has 15 words. Whole calls on one thread, tokenization included, after warm-up. Variants run in turn, round after
            round: milliseconds of a call, the median of the rounds and the least, by the clock and in processor time. "kept": the texts' tokens are kept from call to call (`CachedTexts`).

            {EmbeddedTimes.Measure(TimeSpan.FromSeconds(seconds))}
            What the first reranker of a process costs, in {processes.ToString(CultureInfo.InvariantCulture)} fresh processes that have the passages already and have measured before: milliseconds by the clock and in
            processor time (all threads; most of it is the just-in-time compiler's), and by how many MB (2^20 bytes) the process's resident memory grows, the table's file included, which processes share.

            {EmbeddedStart.Measure(processes)}
            """;
        Console.WriteLine(report);
        mode.Results.Write("Embedded", report);
        return 0;
    }
}
