using Microsoft.Extensions.Logging;
using RerankKit.Managed;

namespace RerankKit.Onnx;

/// <summary>Takes the managed engine where it is the faster one, or the only one that there is, and ONNX Runtime otherwise.</summary>
internal sealed partial class AutoEngine : GraphOptions
{
    /// <summary>The environment variable that says what <see cref="ModelEngine.Auto"/> comes to: <c>managed</c> or <c>onnxruntime</c>; unset, the model decides.</summary>
    public const string Variable = "RERANKKIT_ENGINE";

    internal override bool IsInProcess => true;

    internal override bool RunsWeights => true;

    internal override GraphOptions Copy() => new AutoEngine();

    internal override IGraph Open(GraphSource source)
    {
        (GraphOptions engine, string reason) = Forced() switch
        {
            ModelEngine.Managed => (new ManagedOptions(), $"{Variable} says so"),
            ModelEngine.OnnxRuntime => (new OnnxSessionOptions(), $"{Variable} says so"),
            _ => Choose(source),
        };
        IGraph graph = engine.Open(source);
        Chosen(source.Logger, graph.ModelName, graph.Provider, reason);
        return graph;
    }

    private static ModelEngine Forced() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text
        ? Enum.TryParse(text, ignoreCase: true, out ModelEngine engine) && Enum.IsDefined(engine) ? engine
            : throw new InvalidOperationException($"{Variable} is '{text}'; allowed is auto, managed or onnxruntime.")
        : ModelEngine.Auto;

    private static (GraphOptions Engine, string Reason) Choose(GraphSource source)
    {
        bool hasGraph = !SafetensorsFiles.IsName(source.Stored!.OnnxFile);
        (string? refusal, bool isQuantized) = Examine(source);
        if (refusal is not null)
        {
            return hasGraph ? (Runtime(refusal), refusal)
                : throw new NotSupportedException($"'{source.Profile.Directory}' has no ONNX file, and the managed engine does not run its weights: {refusal}");
        }

        if (!hasGraph)
        {
            return (new ManagedOptions(), "there are weights and no graph");
        }

        if (!isQuantized && ManagedModels.DoesLess(source.Profile))
        {
            return (new ManagedOptions(), "it computes the last layer for what the head reads");
        }

        return !OrtRuntime.IsThere(out _) ? (new ManagedOptions(), "there is no ONNX Runtime")
            : (new OnnxSessionOptions(), isQuantized ? "it multiplies in 8 bits" : "it computes the same, and is as fast or faster");
    }

    private static OnnxSessionOptions Runtime(string refusal) => OrtRuntime.IsThere(out DllNotFoundException? missing) ? new()
        : throw new DllNotFoundException($"{missing.Message} The managed engine needs none, but does not run this model: {refusal}", missing);

    private static (string? Refusal, bool IsQuantized) Examine(GraphSource source) =>
        source.Stored!.Precision is not (ModelPrecision.Float32 or ModelPrecision.Int8) ? ($"'{source.Stored.OnnxFile}' is {source.Stored.Precision}", false)
        : source.Options.OutputName is { } output and not ("logits" or "last_hidden_state") ? ($"the output '{output}' is asked for", false)
        : ManagedModels.Examine(source) is var (refusal, isQuantized) ? (refusal, isQuantized || source.Stored.Precision is ModelPrecision.Int8) : default;

    [LoggerMessage(Level = LogLevel.Information, Message = "Model {Model} is run by the engine {Engine}: {Reason}.")]
    private static partial void Chosen(ILogger logger, string model, string engine, string reason);
}
