using System.CommandLine.Parsing;

namespace RerankKit.Cli.Reranking;

/// <summary>The options that name a model and say how it is run: <c>--model DIR-or-id</c> and what goes with it.</summary>
/// <param name="of">What their descriptions begin with, where a command has options of several kinds.</param>
internal sealed class ModelOptions(string of = "model: ")
{
    private readonly Option<string> _provider = CreateProvider(of);

    private readonly Option<string> _engine = CreateEngine(of);

    private readonly Option<int?> _threads = CheckedOption.Create<int?>(
        "--threads", "n", of + "runs at a time, each on one thread. [default: one per processor]", text => Numbers.Whole(text), value => _ = new CrossEncoderOptions { Concurrency = value });

    private readonly Option<int?> _maxLength = CheckedOption.Create<int?>(
        "--max-length", "n", of + "the most tokens of one sequence: of query and document together, or of each alone for late interaction. [default: what the model allows]", text => Numbers.Whole(text), value => _ = new CrossEncoderOptions { MaxLength = value });

    private readonly ModelArguments _arguments = new(of);

    public Option<string> Model { get; } = new("--model")
    {
        Description = of + "a model's folder, or its id on the hub, which is downloaded into the Hugging Face cache.",
        HelpName = "folder-or-id",
    };

    /// <summary>Whether late interaction takes an embedding model too; the commands and rerankers of late interaction add it.</summary>
    public Option<bool> AcceptEmbeddingModel { get; } = new("--accept-embedding-model")
    {
        Description = (of.Length == 0 ? "" : "late: ") + "take an embedding model too, by the vectors of its tokens, though it was not trained for that.",
    };

    public IReadOnlyList<Option> All => [Model, .. HowItRuns, .. _arguments.Options];

    /// <summary>Those that say how a model is run, whichever it is.</summary>
    public IReadOnlyList<Option> HowItRuns => [_engine, _provider, _threads, _maxLength];

    /// <summary>Refuses options that exclude one another; for the validators of a command.</summary>
    public void Check(CommandResult result) => _arguments.Check(result);

    /// <summary>The model that is named.</summary>
    /// <exception cref="InputException">None is, or an option is given that means nothing for it.</exception>
    public string Name(ParseResult result)
    {
        string model = result.GetValue(Model) ?? throw new InputException("--model is missing. Give the folder of a model, or its id on the hub.");
        _arguments.Check(result, model);
        if (File.Exists(Path.Combine(model, StaticTokenTable.FileName)))
        {
            result.Refuse($"'{model}', which is a table of vectors and no graph", [_engine, _provider, _threads, .. _arguments.OfFiles]);
        }

        return model;
    }

    /// <summary>Which of the model's files are wanted.</summary>
    public ModelRequest Request(ParseResult result) => _arguments.Read(result, result.GetRequiredValue(_provider));

    /// <summary>Sets how the model is run.</summary>
    public void Configure(ParseResult result, InferenceOptions options)
    {
        options.Concurrency = result.GetValue(_threads);
        options.MaxLength = result.GetValue(_maxLength);
        ModelLoader.ChooseEngine(options, result.GetRequiredValue(_engine), result.GetRequiredValue(_provider));
    }

    /// <summary>The same for an encoder of late interaction.</summary>
    public void Configure(ParseResult result, MultiVectorEncoderOptions options)
    {
        Configure(result, (InferenceOptions)options);
        options.AcceptEmbeddingModel = result.GetValue(AcceptEmbeddingModel);
    }

    private static Option<string> CreateEngine(string of) => Named("--engine", of + "what computes it: {0}. The managed engine runs BERT and RoBERTa encoders in fp32 without a native library, and widens 8-bit weights; auto takes it for classifiers in fp32 among them, on the cpu.", ModelLoader.Engines);

    private static Option<string> CreateProvider(string of) => Named("--execution-provider", of + "what it runs on: {0}.", ModelLoader.Providers);

    private static Option<string> Named(string name, string description, IReadOnlyList<string> names)
    {
        string known = string.Join(", ", names);
        var option = new Option<string>(name)
        {
            Description = description.Replace("{0}", known, StringComparison.Ordinal),
            HelpName = "name",
            DefaultValueFactory = _ => names[0],
        };
        option.CompletionSources.Add([.. names]);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var given] && !names.Contains(given.Value, StringComparer.OrdinalIgnoreCase))
            {
                result.AddError($"{name} is '{given.Value}'; known are {known}.");
            }
        });
        return option;
    }
}
