using System.CommandLine;
using RerankKit.Cli.Options;
using RerankKit.Onnx;

namespace RerankKit.Cli.Reranking;

/// <summary><c>--model DIR-or-id</c>: a cross-encoder or a decoder reranker, whichever the model's files say.</summary>
internal sealed class ModelSource(ToolConsole console) : IRerankerSource
{
    public const string SourceName = "model";

    private readonly Option<string> _provider = CreateProvider();

    private readonly Option<int?> _threads = CheckedOption.Create<int?>(
        "--threads", "n", "model: runs at a time, each on one thread. [default: one per processor]", text => Numbers.Whole(text), value => _ = new CrossEncoderOptions { Concurrency = value });

    private readonly Option<int?> _maxLength = CheckedOption.Create<int?>(
        "--max-length", "n", "model: the most tokens of query and document together. [default: what the model allows]", text => Numbers.Whole(text), value => _ = new CrossEncoderOptions { MaxLength = value });

    private readonly ModelArguments _arguments = new();

    public Option<string> Model { get; } = new("--model")
    {
        Description = "model: a model's folder, or its id on the hub, which is downloaded into the Hugging Face cache.",
        HelpName = "folder-or-id",
    };

    public string Name => SourceName;

    public string Description => "an ONNX cross-encoder or decoder reranker, --model";

    public IReadOnlyList<Option> Options => [Model, _provider, _threads, _maxLength, .. _arguments.Options];

    public IReranker Create(ParseResult result, IEnumerable<string>? corpus, CancellationToken cancellationToken)
    {
        string model = result.GetValue(Model)
            ?? throw new InputException("--model is missing. Give the folder of a model, or its id on the hub.");
        return new ModelLoader(console)
            .LoadAsync(
                model,
                _arguments.Read(result, result.GetRequiredValue(_provider)),
                options =>
                {
                    options.Concurrency = result.GetValue(_threads);
                    options.MaxLength = result.GetValue(_maxLength);
                    options.Session.ExecutionProviders.Add(ModelLoader.Provider(result.GetRequiredValue(_provider)));
                },
                cancellationToken)
            .GetAwaiter().GetResult();
    }

    private static Option<string> CreateProvider()
    {
        var option = new Option<string>("--provider")
        {
            Description = $"model: what it runs on: {string.Join(", ", ModelLoader.Providers)}.",
            HelpName = "name",
            DefaultValueFactory = _ => ModelLoader.Providers[0],
        };
        option.CompletionSources.Add([.. ModelLoader.Providers]);
        return option;
    }
}
