using RerankKit.LateInteraction;
using RerankKit.Models;
using RerankKit.Onnx;

namespace RerankKit.Benchmarks;

/// <summary>The rerankers whose calls are timed.</summary>
internal static class TimedReranker
{
    private const string Lexical = "lexical";
    private const string Late = "late";
    private const string LateModel = "ColBERT-MiniLM-L-6";

    public static IReadOnlyList<string> Names { get; } = [Lexical, Late, "TinyBERT-L-2", "MiniLM-L-6", "MiniLM-L-12", "XLM-R-base"];

    public static Task<IReranker> CreateAsync(string name, RerankCandidate[] candidates) => name switch
    {
        Lexical => Task.FromResult<IReranker>(new LexicalReranker()),
        Late => CreateLateAsync(candidates),
        _ => Task.FromResult<IReranker>(CrossEncoderReranker.Load(BenchmarkModel.Folder(name))),
    };

    private static async Task<IReranker> CreateLateAsync(RerankCandidate[] candidates)
    {
        MultiVectorEncoder encoder = MultiVectorEncoder.Load(BenchmarkModel.Folder(LateModel));
        MultiVectorEncoderMetadata metadata = encoder.GetService<MultiVectorEncoderMetadata>()!;
        var store = new MemoryTokenVectorStore(metadata.Revision!, TokenVectorCodecs.Create(TokenVectorPrecision.Int8, metadata.Dimension));
        await store.BuildAsync(encoder, candidates.Select(candidate => (candidate.Id!, candidate.Text)));
        return new LateInteractionReranker(encoder, new() { Store = store });
    }
}
