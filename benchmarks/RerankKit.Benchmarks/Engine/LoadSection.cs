using RerankKit.Models;
using RerankKit.Onnx;

namespace RerankKit.Benchmarks;

/// <summary>Many requests at once against the same ones after another, and what a request leaves to the garbage collector.</summary>
internal static class LoadSection
{
    private const int Requests = 64;
    private const int Candidates = 20;

    // Of the larger model one round takes half a minute.
    private const int MinRounds = 2;

    public static string Run(EngineRun run)
    {
        var load = new MarkdownTable("model", "at once ms", "serially", "at once / serially", "order kept (Kendall)", "first answer after");
        foreach (string model in (string[])["TinyBERT-L-2", "MiniLM-L-6"])
        {
            if (run.Wants(model))
            {
                AddLoad(load, model, run.Texts, run.Budget);
            }
        }

        var allocation = new MarkdownTable("model, request", "bytes allocated");
        AddAllocation(allocation, "TinyBERT-L-2", run.Texts, 100);
        AddAllocation(allocation, "TinyBERT-L-2", run.Texts, 10);
        return $"""
            {Requests} requests of {Candidates} passages, whole calls with tokenization: milliseconds, medians. Requests are handed in one after another
            without waiting; the order in which they are answered against that in which they came, 1 where it is the same. First answer: share of the
            time of all.

            {load}
            Managed memory allocated by a request, tokenization and response included, after warm-up.

            {allocation}
            """;
    }

    private static void AddLoad(MarkdownTable table, string model, BenchmarkTexts texts, TimeSpan budget)
    {
        using var reranker = CrossEncoderReranker.Load(BenchmarkModel.Folder(model), new() { Engine = ModelEngine.OnnxRuntime });
        RerankCandidate[][] requests = [.. Enumerable.Range(0, Requests).Select(i => Create(texts, Candidates, i * Candidates))];
        var answers = new List<(double Order, double Share)>();
        var times = Interleaved.Run(
            budget,
            [
                new("at once", () => answers.Add(AtOnce(reranker, texts.Query, requests))),
                new("serially", () => Array.ForEach(requests, request => reranker.RerankAsync(texts.Query, request).GetAwaiter().GetResult())),
            ],
            MinRounds);
        table.Add(
            model,
            MarkdownTable.Number(times.Milliseconds(0)),
            MarkdownTable.Number(times.Milliseconds(1)),
            MarkdownTable.Number(times.Ratio(0, 1)),
            MarkdownTable.Number(answers.Average(answer => answer.Order)),
            MarkdownTable.Number(answers.Average(answer => answer.Share) * 100) + " %");
    }

    private static (double Order, double Share) AtOnce(CrossEncoderReranker reranker, string query, RerankCandidate[][] requests)
    {
        double[] places = new double[requests.Length];
        int answered = 0;
        long start = TimeProvider.System.GetTimestamp();
        double first = 0;
        Task.WhenAll(requests.Select(AnswerAsync)).GetAwaiter().GetResult();
        double all = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        double[] arrival = [.. Enumerable.Range(0, requests.Length).Select(i => (double)i)];
        return (RankSimilarity.KendallTau(arrival, places)!.Value, first / all);

        async Task AnswerAsync(RerankCandidate[] request, int number)
        {
            await reranker.RerankAsync(query, request);
            int place = Interlocked.Increment(ref answered);
            places[number] = place;
            if (place == 1)
            {
                first = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
            }
        }
    }

    private static void AddAllocation(MarkdownTable table, string model, BenchmarkTexts texts, int count)
    {
        const int Calls = 20;
        using var reranker = CrossEncoderReranker.Load(BenchmarkModel.Folder(model), new() { Engine = ModelEngine.OnnxRuntime });
        RerankCandidate[] candidates = Create(texts, count, 0);
        Repeat(Calls);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Repeat(Calls);
        long bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / Calls;
        table.Add($"{model}, {count} passages", MarkdownTable.Number(bytes));

        void Repeat(int times)
        {
            for (int i = 0; i < times; i++)
            {
                reranker.RerankAsync(texts.Query, candidates).GetAwaiter().GetResult();
            }
        }
    }

    private static RerankCandidate[] Create(BenchmarkTexts texts, int count, int first) => [.. texts.Passages(count, first).Select(text => new RerankCandidate(text))];
}
