using System.Diagnostics;
using RerankKit.MiniLM;
using RerankKit.Onnx;

namespace RerankKit.Benchmarks;

/// <summary>The model of the package on both engines: whole calls, loading, memory.</summary>
internal static class MiniLMSection
{
    private static readonly ModelEngine[] Engines = [ModelEngine.Managed, ModelEngine.OnnxRuntime];

    public static string Run(EngineRun run)
    {
        var calls = new MarkdownTable("texts", "managed ms", "ONNX Runtime ms", "managed / ONNX Runtime", "managed processor ms", "ONNX Runtime processor ms", "processor: managed / ONNX Runtime", "passages a second, managed", "ONNX Runtime");
        var loads = new MarkdownTable("engine", "first load ms", "load ms", "load, processor ms", "memory MB");

        // Of the first load of each, before anything else: the process is then fresh.
        (double First, double Memory)[] firsts = [.. Engines.Select(FirstLoad)];
        Interleaved times = Interleaved.Run(run.Budget, [.. Engines.Select(engine => new Variant($"{engine}", () => Load(engine).Dispose()))]);
        for (int i = 0; i < Engines.Length; i++)
        {
            loads.Add(
                $"{Engines[i]}",
                MarkdownTable.Number(firsts[i].First),
                MarkdownTable.Number(times.Milliseconds(i)),
                MarkdownTable.Number(times.ProcessorMilliseconds(i)),
                MarkdownTable.Number(firsts[i].Memory));
        }

        foreach ((string kind, int count) in ((string, int)[])[("passages", 10), ("passages", 50), ("abstracts", 20)])
        {
            if (run.Wants($"{count} {kind}"))
            {
                AddCalls(calls, run, kind, count);
            }
        }

        return $"""
            all-MiniLM-L6-v2 of RerankKit.MiniLM, late interaction, whole calls without a store (tokens, vectors of query and documents, MaxSim) on {Environment.ProcessorCount} threads: milliseconds, medians
            of rounds in turn; ratios are medians within rounds. ONNX Runtime multiplies in 8 bits, each text in a run of its own, as is the default for such graphs; the managed engine has widened the weights and
            computes in single precision.

            {calls}
            Loading: tokenizer, weights, a run of one token. The first load of the process compiles what it runs and reads all files for their digest. Memory: what the process holds more after the
            first load, collected, in MB (10^6 bytes); the first in the table begins, and what both share counts for it.

            {loads}
            """;
    }

    private static void AddCalls(MarkdownTable table, EngineRun run, string kind, int count)
    {
        RerankCandidate[] candidates = [.. run.Documents(kind, count).Select(text => new RerankCandidate(text))];
        IReranker[] rerankers = [.. Engines.Select(Load)];
        Interleaved times = Interleaved.Run(
            run.Budget, [.. rerankers.Select((reranker, i) => new Variant($"{Engines[i]}", () => reranker.RerankAsync(run.Texts.Query, candidates).GetAwaiter().GetResult()))]);
        table.Add(
            $"{count} {kind}",
            MarkdownTable.Number(times.Milliseconds(0)),
            MarkdownTable.Number(times.Milliseconds(1)),
            MarkdownTable.Number(times.Ratio(0, 1)),
            MarkdownTable.Number(times.ProcessorMilliseconds(0)),
            MarkdownTable.Number(times.ProcessorMilliseconds(1)),
            MarkdownTable.Number(times.ProcessorRatio(0, 1)),
            MarkdownTable.Number(1000 * count / times.Milliseconds(0)),
            MarkdownTable.Number(1000 * count / times.Milliseconds(1)));
        Array.ForEach(rerankers, reranker => reranker.Dispose());
    }

    private static IReranker Load(ModelEngine engine) => MiniLMReranker.Create(encoder => encoder.Engine = engine);

    private static (double Milliseconds, double Megabytes) FirstLoad(ModelEngine engine)
    {
        double before = Resident();
        long start = Stopwatch.GetTimestamp();
        using IReranker first = Load(engine);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return (milliseconds, (Resident() - before) / 1e6);
    }

    private static double Resident()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
