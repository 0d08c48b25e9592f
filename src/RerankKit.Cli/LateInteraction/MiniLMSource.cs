using RerankKit.LateInteraction;
using RerankKit.MiniLM;
using RerankKit.Onnx;
using RerankKit.Sqlite;

namespace RerankKit.Cli.LateInteraction;

/// <summary><c>--reranker minilm</c>: the neural model in the tool; <c>--store</c> keeps the vectors of documents from one run to the next.</summary>
internal sealed class MiniLMSource(ModelOptions model, Option<string> store, ToolConsole console) : IRerankerSource
{
    public const string SourceName = "minilm";

    public string Name => SourceName;

    public string Description => "all-MiniLM-L6-v2 in the tool, as late interaction, without a download";

    public IReadOnlyList<Option> Options => [.. model.HowItRuns, store];

    public IReranker Create(ParseResult result, IEnumerable<string>? corpus, CancellationToken cancellationToken)
    {
        string? path = result.GetValue(store);
        var options = new MultiVectorEncoderOptions();
        model.Configure(result, (InferenceOptions)options);
        options.AcceptEmbeddingModel = true;
        var encoder = MultiVectorEncoder.Load(MiniLMModel.Directory, options);
        RerankDatabase? database = null;
        try
        {
            MultiVectorEncoderMetadata metadata = encoder.GetService<MultiVectorEncoderMetadata>()!;
            console.Error.WriteLine($"Engine: {metadata.ProviderName}");
            if (path is null)
            {
                return new LateInteractionReranker(encoder);
            }

            // Whole numbers: what comes out of the file ranks as what was encoded a moment ago.
            database = RerankDatabase.Open(path, new() { Precision = TokenVectorPrecision.Float32 });
            return new StoredLateInteraction(new(encoder, new() { Store = database.OpenTokenVectors(metadata), StoreEncoded = true }), database, console);
        }
        catch
        {
            database?.Dispose();
            encoder.Dispose();
            throw;
        }
    }
}
