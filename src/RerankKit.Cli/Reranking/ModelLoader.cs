using RerankKit.Cli.Models;
using RerankKit.Onnx;

namespace RerankKit.Cli.Reranking;

/// <summary>Loads a model from a folder or the hub, as what its files say it is.</summary>
internal sealed class ModelLoader(ToolConsole console)
{
    /// <summary>What a model can run on, the default first.</summary>
    public static IReadOnlyList<string> Providers { get; } = ["cpu", "cuda", "tensorrt", "directml", "coreml", "openvino", "webgpu"];

    /// <summary>What can compute a model, the default first.</summary>
    public static IReadOnlyList<string> Engines { get; } = ["auto", "managed", "onnxruntime"];

    /// <summary>Says what computes a model, and on what.</summary>
    /// <exception cref="InputException">A name is not known, or the two do not go together.</exception>
    public static void ChooseEngine(InferenceOptions options, string engine, string provider)
    {
        options.Engine = Engines.Contains(engine, StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse<ModelEngine>(engine, ignoreCase: true)
            : throw new InputException($"The engine is '{engine}'; known are {string.Join(", ", Engines)}.");
        OnnxExecutionProvider named = Provider(provider);
        if (IsCpu(provider))
        {
            return;
        }

        if (options.Engine == ModelEngine.Managed)
        {
            throw new InputException($"The managed engine computes on the cpu, and the execution provider is '{provider}'. Leave one out.");
        }

        options.Session.ExecutionProviders.Add(named);
    }

    /// <summary>Whether a provider is the processor.</summary>
    public static bool IsCpu(string provider) => string.Equals(provider, "cpu", StringComparison.OrdinalIgnoreCase);

    /// <summary>The execution provider of a name.</summary>
    /// <exception cref="InputException">The name is not known.</exception>
    public static OnnxExecutionProvider Provider(string name) =>
        Providers.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? OnnxExecutionProvider.Named(name)
            : throw new InputException($"The provider is '{name}'; known are {string.Join(", ", Providers)}.");

    /// <summary>Downloads what is missing, and loads.</summary>
    public async Task<IReranker> LoadAsync(string model, ModelRequest request, Action<InferenceOptions> configure, CancellationToken cancellationToken)
    {
        using ModelStore store = console.CreateModelStore();
        StoredModel stored = await DownloadProgress.RunAsync(console, progress => store.ResolveAsync(model, request, progress, cancellationToken));
        console.Error.WriteLine($"Model {stored.Id ?? model}: {stored.OnnxFile} ({stored.Reason})");
        if (DecoderReranker.IsDecoder(stored))
        {
            var decoder = new DecoderRerankerOptions();
            configure(decoder);
            return Named(DecoderReranker.Load(stored, decoder));
        }

        var options = new CrossEncoderOptions();
        configure(options);
        try
        {
            return Named(CrossEncoderReranker.Load(stored, options));
        }
        catch (Exception exception) when (exception is NotSupportedException or ArgumentException && exception.Message.Contains(nameof(options.Label), StringComparison.Ordinal))
        {
            string message = UserMessage.Of(exception).Replace($"{nameof(CrossEncoderOptions)}.{nameof(options.Label)}", "--label", StringComparison.Ordinal);
            throw new InputException(message.StartsWith($"{nameof(options.Label)} is", StringComparison.Ordinal) ? $"--label{message[nameof(options.Label).Length..]}" : message);
        }
    }

    private IReranker Named(IReranker reranker)
    {
        console.Error.WriteLine($"Engine: {reranker.GetService<RerankerMetadata>()?.ProviderName}");
        return reranker;
    }
}
