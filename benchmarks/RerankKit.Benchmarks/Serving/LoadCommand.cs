namespace RerankKit.Benchmarks;

/// <summary>
/// <c>load [overhead] [saturation] [mixed] [--seconds 120] [--concurrency 64] [--budget 1000] [--results FOLDER]</c>: what the HTTP layer adds to a call, what it leaves of the engine's throughput, and a
/// server of its own process under a mixed load that SIGTERM ends.
/// </summary>
internal static class LoadCommand
{
    private static readonly string[] Sections = ["overhead", "saturation", "mixed"];

    public static async Task<int> RunAsync(string[] arguments)
    {
        var names = new List<string>();
        double seconds = 120;
        int concurrency = 64;
        int budget = 1000;
        ModeArguments mode = new ModeArguments()
            .Names(Sections, names.Add)
            .Number<double>("--seconds", value => seconds = value)
            .Number<int>("--concurrency", value => concurrency = value)
            .Number<int>("--budget", value => budget = value);
        if (!mode.TryRead(arguments))
        {
            return 1;
        }

        var report = new System.Text.StringBuilder();
        foreach (string section in Sections.Where(section => names.Count == 0 || names.Contains(section)))
        {
            string text = section switch
            {
                "overhead" => await HttpOverhead.RunAsync(),
                "saturation" => await SaturationSection.RunAsync(concurrency, Math.Min(seconds, 60)),
                _ => await MixedLoad.RunAsync(concurrency, TimeSpan.FromSeconds(seconds), TimeSpan.FromMilliseconds(budget)),
            };
            Console.WriteLine(text);
            report.Append(text).Append('\n');
        }

        mode.Results.Write("ServerLoad", report.ToString(), $"{Environment.ProcessorCount} processors, shared by server and clients");
        return 0;
    }
}
