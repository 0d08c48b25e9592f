using System.Diagnostics;
using System.Globalization;
using RerankKit.LateInteraction;
using RerankKit.Models;
using RerankKit.Onnx;

namespace RerankKit.Benchmarks;

/// <summary>
/// <c>context [collections] [--model FOLDER] [--depth 30] [--queries 1000] [--words N] [--variants 4] [--results FOLDER]</c>: what a title or neighbouring text does for short passages. The
/// candidates of BM25 are cut into pieces of so many words, every piece is reranked, and a document has the score of its best piece.
/// </summary>
internal static class ContextCommand
{
    private static readonly string[] Collections = ["cranfield", "cisi", "nfcorpus"];
    private static readonly int[] Lengths = [12, 24, 48, 96];

    public static async Task<int> RunAsync(string[] arguments)
    {
        var names = new List<string>();
        string? folder = null;
        int depth = 30;
        int queries = 1000;
        int? words = null;
        int variants = CutCollection.Variants.Count;
        ModeArguments mode = new ModeArguments()
            .Names(Collections, names.Add)
            .Text("--model", "FOLDER", value => folder = value)
            .Number<int>("--depth", value => depth = value)
            .Number<int>("--queries", value => queries = value)
            .Number<int>("--words", value => words = value)
            .Number<int>("--variants", value => variants = Math.Clamp(value, 2, CutCollection.Variants.Count));
        if (!mode.TryRead(arguments))
        {
            return 1;
        }

        long start = Stopwatch.GetTimestamp();
        using MultiVectorEncoder? model = folder is null ? null : MultiVectorEncoder.Load(folder);
        var report = new ContextReport();
        foreach (string name in names.Count == 0 ? (IEnumerable<string>)Collections : names)
        {
            if (BenchmarkTexts.DataFile("ir", name, "corpus.jsonl") is not { } corpus)
            {
                await Console.Error.WriteLineAsync($"Set RERANKKIT_TEST_DATA to a folder with ir/{name} in the BEIR layout.");
                return 1;
            }

            var collection = CutCollection.Load(Path.GetDirectoryName(corpus)!, depth, queries);
            foreach (int length in words is null ? Lengths : [words.Value])
            {
                Piece[] pieces = collection.Pieces(length);
                report.Add(collection, length, "lexical", pieces, await collection.MeasureAsync(pieces, variants, MakeLexical));
                if (model is not null)
                {
                    report.Add(collection, length, Path.GetFileName(folder)!, pieces, await collection.MeasureAsync(pieces, variants, texts => MakeLateAsync(model, texts)));
                }
            }
        }

        string text = report.ToString(depth);
        Console.WriteLine(text);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"({Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s)"));
        mode.Results.Write("DocumentContext", text);
        return 0;
    }

    private static Task<IReranker> MakeLexical(IReadOnlyList<RerankCandidate> texts) =>
        Task.FromResult<IReranker>(new LexicalReranker(new() { Statistics = LexicalCorpusStatistics.Build(texts.Select(text => text.Text)) }));

    private static async Task<IReranker> MakeLateAsync(MultiVectorEncoder model, IReadOnlyList<RerankCandidate> texts)
    {
        MultiVectorEncoderMetadata metadata = model.GetService<MultiVectorEncoderMetadata>()!;
        var store = new MemoryTokenVectorStore(metadata.Revision!, TokenVectorCodecs.Create(TokenVectorPrecision.Float16, metadata.Dimension));
        await store.BuildAsync(model, texts.Select(text => (text.Id!, text.Text)));
        return new LateInteractionReranker(model, new() { Store = store, LeaveEncoderOpen = true, MaxDegreeOfParallelism = Environment.ProcessorCount });
    }
}
