namespace RerankKit.Cli.Reranking;

/// <summary><c>--model DIR-or-id</c>: a cross-encoder or a decoder reranker, whichever the model's files say.</summary>
internal sealed class ModelSource(ModelOptions model, ToolConsole console) : IRerankerSource
{
    public const string SourceName = "model";

    public ScoreArguments Score { get; } = new();

    public string Name => SourceName;

    public string Description => "an ONNX cross-encoder or decoder reranker, --model";

    public IReadOnlyList<Option> Options => [.. model.All, .. Score.Options];

    public IReranker Create(ParseResult result, IEnumerable<string>? corpus, CancellationToken cancellationToken) =>
        new ModelLoader(console)
            .LoadAsync(model.Name(result), model.Request(result), options => Configure(result, options), cancellationToken)
            .GetAwaiter().GetResult();

    private void Configure(ParseResult result, InferenceOptions options)
    {
        model.Configure(result, options);
        Score.Configure(result, options);
    }
}
