using RerankKit.Cli.Models;
using RerankKit.LateInteraction;
using RerankKit.Onnx;

namespace RerankKit.Cli.LateInteraction;

/// <summary><c>--reranker embeddings</c>: the cosine of the vectors that the embedding model of <c>--model</c> makes, one per text.</summary>
internal sealed class EmbeddingsSource(ModelOptions model, ToolConsole console) : IRerankerSource
{
    public const string SourceName = "embeddings";

    // Every document is embedded once per run of the tool, however many queries it is a candidate of.
    private const long CacheBytes = 1L << 30;

    private readonly Option<string> _queryPrompt = new("--query-prompt")
    {
        Description = "embeddings: what stands before a query, such as \"query: \". [default: what the model's files say]",
        HelpName = "text",
    };

    private readonly Option<string> _documentPrompt = new("--document-prompt")
    {
        Description = "embeddings: what stands before a document, such as \"passage: \". [default: what the model's files say]",
        HelpName = "text",
    };

    private readonly ChoiceOption<EmbeddingPooling?> _pooling = new(
        "--pooling",
        "embeddings: how the vectors of tokens become that of a text; files is what the model's files say",
        ("files", null),
        ("mean", EmbeddingPooling.Mean),
        ("cls", EmbeddingPooling.Cls),
        ("last", EmbeddingPooling.LastToken),
        ("weighted-mean", EmbeddingPooling.WeightedMean),
        ("max", EmbeddingPooling.Max),
        ("mean-sqrt-length", EmbeddingPooling.MeanSquareRootLength));

    private readonly Option<int?> _dimension = CheckedOption.Create<int?>(
        "--dimension", "n", "embeddings: the first n numbers of each vector. [default: all]", text => Numbers.Whole(text), value => _ = new TextEmbeddingOptions { Dimension = value });

    private readonly Option<double?> _blend = CheckedOption.Create<double?>(
        "--blend",
        "share",
        "embeddings: the cosine's share, 0 to 1, of a blend of standard scores with the run's own. [default: the cosine alone]",
        text => Numbers.Real(text),
        value => _ = new BlendOptions { Weight = value!.Value });

    public string Name => SourceName;

    public string Description => "the cosine of an ONNX embedding model, --model";

    public IReadOnlyList<Option> Options => [.. model.All, _queryPrompt, _documentPrompt, _pooling, _dimension, _blend];

    public IReranker Create(ParseResult result, IEnumerable<string>? corpus, CancellationToken cancellationToken)
    {
        string name = model.Name(result);
        if (File.Exists(Path.Combine(name, StaticTokenTable.FileName)))
        {
            throw new InputException($"'{name}' is a table of token vectors, not an embedding model. Rank by it with --reranker {LateSource.SourceName}.");
        }

        TextEmbeddingGenerator generator = LoadAsync(result, name, cancellationToken).GetAwaiter().GetResult();
        return new EmbeddingReranker(generator, new()
        {
            MemoryCacheBytes = CacheBytes,
            Blend = result.GetValue(_blend) is double share ? new() { Weight = share, Normalization = ScoreNormalization.ZScore } : null,
        });
    }

    private async Task<TextEmbeddingGenerator> LoadAsync(ParseResult result, string name, CancellationToken cancellationToken)
    {
        using ModelStore store = console.CreateModelStore();
        StoredModel stored = await DownloadProgress.RunAsync(console, progress => store.ResolveAsync(name, model.Request(result), progress, cancellationToken));
        console.Error.WriteLine($"Model {stored.Id ?? name}: {stored.OnnxFile} ({stored.Reason})");
        var options = new TextEmbeddingOptions
        {
            QueryPrompt = result.GetValue(_queryPrompt),
            DocumentPrompt = result.GetValue(_documentPrompt),
            Pooling = _pooling.Read(result),
            Dimension = result.GetValue(_dimension),
        };
        model.Configure(result, options);
        var generator = TextEmbeddingGenerator.Load(stored, options);
        console.Error.WriteLine($"Embeddings {generator.Description}");
        return generator;
    }
}
