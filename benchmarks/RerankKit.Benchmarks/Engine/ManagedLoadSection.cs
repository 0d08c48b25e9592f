using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using RerankKit.Managed;
using RerankKit.Models;
using RerankKit.Onnx;

namespace RerankKit.Benchmarks;

/// <summary>How long the managed engine takes to load a model, and what it then holds.</summary>
internal static class ManagedLoadSection
{
    public static string Run(EngineRun run)
    {
        var table = new MarkdownTable("model", "file MB", "first load ms", "memory / file", "weights / file", "managed ms", "ONNX Runtime ms", "processor: ONNX Runtime / managed");
        foreach (string model in (string[])[BenchmarkModel.MiniLM, "TinyBERT-L-2", "ModernBERT-32M"])
        {
            if (run.Wants(model))
            {
                AddRow(table, model, run.Budget);
            }
        }

        return $"""
            Loading a cross-encoder from its folder (tokenizer, weights of the ONNX file, a run of one token), milliseconds. The first load of the process compiles what it runs and reads all files
            once for their digest; then both engines in turns, the quickest. Memory: what the process holds more, collected, over the file's length: after the first load of everything (weights,
            tokenizer, the libraries and what was compiled, the memory of a run), and after the weights alone were read once more beside it.

            {table}
            """;
    }

    private static void AddRow(MarkdownTable table, string model, TimeSpan budget)
    {
        string folder = BenchmarkModel.Folder(model);
        double file = new FileInfo(Path.Combine(folder, "onnx", "model.onnx")).Length;
        double before = Resident();
        long start = Stopwatch.GetTimestamp();
        using CrossEncoderReranker first = Load(new ManagedOptions());
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        double all = Resident();
        using EncoderWeights weights = LoadWeights(folder);
        double again = Resident();
        Interleaved times = Interleaved.Run(budget, [new("managed", () => Load(new ManagedOptions()).Dispose()), new("ONNX Runtime", () => Load(new OnnxSessionOptions()).Dispose())]);
        table.Add(
            model,
            MarkdownTable.Number(file / 1e6),
            MarkdownTable.Number(milliseconds),
            MarkdownTable.Number((all - before) / file),
            MarkdownTable.Number((again - all) / file),
            MarkdownTable.Number(times.Quickest(0)),
            MarkdownTable.Number(times.Quickest(1)),
            MarkdownTable.Number(times.ProcessorRatio(1, 0)));

        CrossEncoderReranker Load(GraphOptions graph) => CrossEncoderReranker.Load(folder, new() { Graph = graph });
    }

    private static EncoderWeights LoadWeights(string folder)
    {
        ModelProfile profile = ModelProfileReader.Read(folder);
        using ITensorSource tensors = ManagedModels.OpenWeights(new(profile, ModelFolder.Open(folder, request: null), new CrossEncoderOptions(), NullLogger.Instance, TimeProvider.System));
        return EncoderWeights.Load(EncoderConfig.Read(profile), tensors, EncoderKernels.Preferred);
    }

    private static double Resident()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
