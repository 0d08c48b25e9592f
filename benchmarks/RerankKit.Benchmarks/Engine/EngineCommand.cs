using System.Diagnostics;
using System.Globalization;
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
        ["minilm"] = ("EngineMiniLM", MiniLMSection.Run),
        ["managed-load"] = ("EngineManagedLoad", ManagedLoadSection.Run),
        ["runtime"] = ("EngineAgainstBareRuntime", RuntimeSection.Run),
        ["int8"] = ("EngineInt8", QuantizedSection.Run),
        ["single"] = ("EngineSinglePair", SinglePairSection.Run),
        ["kernels"] = ("EngineKernels", KernelSection.Run),
        ["managed"] = ("EngineManaged", ManagedSection.Run),
        ["first-token"] = ("EngineFirstToken", FirstTokenSection.Run),
        ["load"] = ("EngineLoad", LoadSection.Run),
    };

    public static int Run(ReadOnlySpan<string> arguments)
    {
        var names = new List<string>();
        double seconds = 15;
        string only = "";
        ModeArguments mode = new ModeArguments()
            .Names(Sections.Keys, names.Add)
            .Number<double>("--seconds", value => seconds = value)
            .Text("--only", "ROW", value => only = value);
        if (!mode.TryRead(arguments))
        {
            return 1;
        }

        var run = new EngineRun(BenchmarkTexts.Load(), TimeSpan.FromSeconds(seconds), only);
        foreach (string name in Sections.Keys.Where(name => names.Count == 0 || names.Contains(name)))
        {
            RunSection(name, run, mode.Results);
        }

        return 0;
    }

    private static void RunSection(string name, EngineRun run, ResultFiles results)
    {
        long start = Stopwatch.GetTimestamp();
        string report = Sections[name].Run(run);
        Console.WriteLine(report);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"({name}: {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s)\n"));
        results.Write(Sections[name].File, report, $"ONNX Runtime {OnnxRuntimeLibrary.Load().Version}", $"Texts: {run.Texts.Source}");
    }
}
