namespace RerankKit.Benchmarks;

/// <summary><c>simulate [--seconds 15] [--results FOLDER]</c>: measures an engine, then simulates many of them; writes <c>ScalingSimulation.md</c>.</summary>
internal static class SimulateCommand
{
    public static int Run(ReadOnlySpan<string> arguments)
    {
        double seconds = 15;
        ModeArguments mode = new ModeArguments().Number<double>("--seconds", value => seconds = value);
        if (!mode.TryRead(arguments))
        {
            return 1;
        }

        BenchmarkTexts texts = BenchmarkTexts.Load();
        string report = ScalingReport.Write(ServiceTimes.Measure(texts, TimeSpan.FromSeconds(seconds)));
        Console.WriteLine(report);
        mode.Results.Write("ScalingSimulation", report, $"Texts: {texts.Source}");
        return 0;
    }
}
