using System.Diagnostics;
using System.Globalization;
using BenchmarkDotNet.Environments;
using RerankKit.Onnx;

namespace RerankKit.Benchmarks;

/// <summary>
/// <c>engine [names] [--seconds 15] [--only ROW] [--results FOLDER]</c>: the measurements of the ONNX engine that last seconds and need variants in turn, one
/// result file each.
/// </summary>
internal static class EngineCommand
{
    // Memory first: the process is then fresh.
    private static readonly Dictionary<string, (string File, Func<EngineRun, string> Run)> Sections = new(StringComparer.Ordinal)
    {
        ["memory"] = ("EngineMemory", MemorySection.Run),
        ["runtime"] = ("EngineAgainstBareRuntime", RuntimeSection.Run),
        ["int8"] = ("EngineInt8", QuantizedSection.Run),
        ["single"] = ("EngineSinglePair", SinglePairSection.Run),
        ["load"] = ("EngineLoad", LoadSection.Run),
    };

    public static int Run(ReadOnlySpan<string> arguments)
    {
        var names = new List<string>();
        double seconds = 15;
        string? results = null;
        string only = "";
        for (int i = 0; i < arguments.Length; i++)
        {
            if (Sections.ContainsKey(arguments[i]))
            {
                names.Add(arguments[i]);
            }
            else if (arguments[i] == "--seconds" && i + 1 < arguments.Length && double.TryParse(arguments[i + 1], CultureInfo.InvariantCulture, out seconds))
            {
                i++;
            }
            else if (arguments[i] == "--only" && i + 1 < arguments.Length)
            {
                only = arguments[++i];
            }
            else if (arguments[i] == "--results" && i + 1 < arguments.Length)
            {
                results = arguments[++i];
            }
            else
            {
                Console.Error.WriteLine($"'{arguments[i]}' is none of {string.Join(", ", Sections.Keys)}, --seconds NUMBER, --only ROW, --results FOLDER.");
                return 1;
            }
        }

        var run = new EngineRun(BenchmarkTexts.Load(), TimeSpan.FromSeconds(seconds), only);
        foreach (string name in Sections.Keys.Where(name => names.Count == 0 || names.Contains(name)))
        {
            RunSection(name, run, results);
        }

        return 0;
    }

    private static void RunSection(string name, EngineRun run, string? results)
    {
        long start = Stopwatch.GetTimestamp();
        string report = Sections[name].Run(run);
        Console.WriteLine(report);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"({name}: {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s)\n"));
        if (results is not null)
        {
            Directory.CreateDirectory(results);
            string machine = string.Join('\n', HostEnvironmentInfo.GetCurrent().ToFormattedString());
            File.WriteAllText(
                Path.Combine(results, Sections[name].File + ".md"),
                $"```\n{machine}\nONNX Runtime {OnnxRuntimeLibrary.Load().Version}\nTexts: {run.Texts.Source}\n```\n\n{report}");
        }
    }
}
