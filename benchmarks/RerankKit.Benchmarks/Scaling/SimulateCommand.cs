using System.Globalization;
using BenchmarkDotNet.Environments;

namespace RerankKit.Benchmarks;

/// <summary><c>simulate [--seconds 15] [--results FOLDER]</c>: measures an engine, then simulates many of them; writes <c>ScalingSimulation.md</c>.</summary>
internal static class SimulateCommand
{
    public static int Run(ReadOnlySpan<string> arguments)
    {
        double seconds = 15;
        string? results = null;
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--seconds" && i + 1 < arguments.Length && double.TryParse(arguments[i + 1], CultureInfo.InvariantCulture, out seconds))
            {
                i++;
            }
            else if (arguments[i] == "--results" && i + 1 < arguments.Length)
            {
                results = arguments[++i];
            }
            else
            {
                Console.Error.WriteLine($"'{arguments[i]}' is none of --seconds NUMBER, --results FOLDER.");
                return 1;
            }
        }

        BenchmarkTexts texts = BenchmarkTexts.Load();
        string report = ScalingReport.Write(ServiceTimes.Measure(texts, TimeSpan.FromSeconds(seconds)));
        Console.WriteLine(report);
        if (results is not null)
        {
            Directory.CreateDirectory(results);
            string machine = string.Join('\n', HostEnvironmentInfo.GetCurrent().ToFormattedString());
            File.WriteAllText(Path.Combine(results, "ScalingSimulation.md"), $"```\n{machine}\nTexts: {texts.Source}\n```\n\n{report}");
        }

        return 0;
    }
}
