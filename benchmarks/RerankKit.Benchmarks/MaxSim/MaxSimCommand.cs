namespace RerankKit.Benchmarks;

/// <summary>
/// <c>maxsim [--seconds 15] [--results FOLDER]</c>: the MaxSim kernels in turn with native ones, round after round, on the same data in the same process.
/// </summary>
internal static class MaxSimCommand
{
    public static int Run(ReadOnlySpan<string> arguments)
    {
        double seconds = 15;
        ModeArguments mode = new ModeArguments().Number<double>("--seconds", value => seconds = value);
        if (!mode.TryRead(arguments))
        {
            return 1;
        }

        using var native = NativeMaxSim.Build();
        var budget = TimeSpan.FromSeconds(seconds);
        string report = $"""
            ## One query of 32 x 128 against 1,000 documents, 196,574 tokens
            {MaxSimSections.OneThread(MaxSimCorpus.Mixed(), native, budget, repetitions: 1)}
            ## The same on two threads
            {MaxSimSections.TwoThreads(native, budget)}
            ## 100 documents of 200 tokens, warm
            {MaxSimSections.OneThread(MaxSimCorpus.Even(), native, budget, repetitions: 10)}
            ## The best 10 of the 1,000 only, giving documents up early
            {MaxSimSections.Top(budget)}
            """;
        Console.WriteLine(report);
        mode.Results.Write(
            "MaxSimAgainstNative",
            $"{MaxSimSections.Explanation}\n\n{report}",
            $"{native?.Compiler ?? "no g++"}, -O3 -march=native -ffast-math");
        return 0;
    }
}
