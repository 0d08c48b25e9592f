using RerankKit.Cli.LateInteraction;
using RerankKit.Embedded;
using RerankKit.MiniLM;

namespace RerankKit.Cli.Parity;

/// <summary>A reranker in one argument: <c>lexical</c>, <c>embedded</c>, <c>minilm</c>, or a model with settings behind commas.</summary>
internal sealed class RerankerSpec
{
    private const string Known = "weights, file, engine, provider, threads, max-length, isolate, revision, label, activation";
    private static readonly string[] HowItRuns = ["engine", "provider", "threads", "max-length"];
    private static readonly Dictionary<string, Func<RerankerSpec, IReranker>> WithoutModel = new(StringComparer.OrdinalIgnoreCase)
    {
        [LexicalSource.SourceName] = _ => new LexicalReranker(),
        [EmbeddedSource.SourceName] = _ => new EmbeddedReranker(),
        [MiniLMSource.SourceName] = spec => MiniLMReranker.Create(spec.Configure),
    };

    private readonly string _text;
    private readonly Dictionary<string, string> _settings;

    private RerankerSpec(string text, string model, Dictionary<string, string> settings)
    {
        _text = text;
        Model = model;
        _settings = settings;
    }

    /// <summary>The model's folder or id, or the name of a reranker that needs none.</summary>
    public string Model { get; }

    /// <exception cref="FormatException">The text is not a reranker with settings.</exception>
    public static RerankerSpec Parse(string text)
    {
        string[] parts = text.Split(',');
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string part in parts.Skip(1))
        {
            string[] pair = part.Split('=', 2);
            if (pair.Length != 2 || !Known.Split(", ").Contains(pair[0], StringComparer.OrdinalIgnoreCase))
            {
                throw new FormatException($"'{part}' is not a setting; expected name=value with one of {Known}.");
            }

            settings[pair[0]] = pair[1];
        }

        string model = parts[0].Trim();
        string? unused = model.Length == 0 ? throw new FormatException("the model is missing.")
            : WithoutModel.ContainsKey(model) ? settings.Keys.FirstOrDefault(key => !string.Equals(model, MiniLMSource.SourceName, StringComparison.OrdinalIgnoreCase) || !HowItRuns.Contains(key, StringComparer.OrdinalIgnoreCase))
            : Directory.Exists(model) && settings.ContainsKey("revision") ? "revision"
            : settings.ContainsKey("file") && settings.ContainsKey("weights") ? "weights"
            : null;
        string with = unused == "weights" && !WithoutModel.ContainsKey(model) ? "file, which names the very file" : $"'{model}'";
        return unused is null ? new(text, model, settings) : throw new FormatException($"{unused} does not go with {with}.");
    }

    /// <summary>Loads the reranker.</summary>
    public async Task<IReranker> LoadAsync(ToolConsole console, CancellationToken cancellationToken)
    {
        try
        {
            return WithoutModel.TryGetValue(Model, out Func<RerankerSpec, IReranker>? create) ? create(this)
                : await new ModelLoader(console).LoadAsync(Model, Request(), ConfigureScores, cancellationToken);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw new InputException($"'{_text}': {UserMessage.Of(exception)}");
        }
    }

    public override string ToString() => _text;

    private string Provider => _settings.GetValueOrDefault("provider", ModelLoader.Providers[0]);

    private ModelRequest Request() => new()
    {
        Precision = _settings.GetValueOrDefault("weights", "auto").ToLowerInvariant() switch
        {
            "auto" => ModelPrecision.Auto,
            "fp32" => ModelPrecision.Float32,
            "fp16" => ModelPrecision.Float16,
            "int8" => ModelPrecision.Int8,
            "int4" => ModelPrecision.Int4,
            string other => throw new FormatException($"weights is '{other}'; allowed is auto, fp32, fp16, int8, int4."),
        },
        OnnxFile = _settings.GetValueOrDefault("file"),
        Revision = _settings.GetValueOrDefault("revision", new ModelRequest().Revision),
        IsForGpu = !ModelLoader.IsCpu(Provider),
    };

    private void ConfigureScores(InferenceOptions options)
    {
        ScoreArguments.Configure(options, _settings.GetValueOrDefault("label"), _settings.GetValueOrDefault("activation"), "label");
        Configure(options);
    }

    private void Configure(InferenceOptions options)
    {
        ModelLoader.ChooseEngine(options, _settings.GetValueOrDefault("engine", ModelLoader.Engines[0]), Provider);
        options.Concurrency = _settings.TryGetValue("threads", out string? threads) ? Numbers.Whole(threads) : null;
        options.MaxLength = _settings.TryGetValue("max-length", out string? length) ? Numbers.Whole(length) : null;
        options.IsolatePairs = _settings.TryGetValue("isolate", out string? isolate) ? bool.Parse(isolate) : null;
    }
}
