using Microsoft.Extensions.Logging;
using RerankKit.Managed;

namespace RerankKit.Onnx;

/// <summary>Takes the managed engine where it runs a model, and ONNX Runtime otherwise.</summary>
internal sealed partial class AutoEngine : GraphOptions
{
    /// <summary>The environment variable that says what <see cref="ModelEngine.Auto"/> comes to: <c>managed</c> or <c>onnxruntime</c>; unset, the model decides.</summary>
    public const string Variable = "RERANKKIT_ENGINE";

    internal override bool IsInProcess => true;

    internal override GraphOptions Copy() => new AutoEngine();

    internal override IGraph Open(GraphSource source)
    {
        string? refusal = Forced() switch
        {
            ModelEngine.OnnxRuntime => $"{Variable} says so",
            ModelEngine.Managed => null,
            _ => Refusal(source),
        };
        IGraph graph;
        if (refusal is null)
        {
            graph = new ManagedOptions().Open(source);
        }
        else if (SafetensorsFiles.IsName(source.Stored!.OnnxFile))
        {
            throw new NotSupportedException($"'{source.Profile.Directory}' has no ONNX file, and the managed engine does not run its weights: {refusal}");
        }
        else
        {
            graph = new OnnxSessionOptions().Open(source);
        }

        Chosen(source.Logger, graph.ModelName, graph.Provider, refusal ?? "it runs this model");
        return graph;
    }

    private static ModelEngine Forced() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text
        ? Enum.TryParse(text, ignoreCase: true, out ModelEngine engine) && Enum.IsDefined(engine) ? engine
            : throw new InvalidOperationException($"{Variable} is '{text}'; allowed is auto, managed or onnxruntime.")
        : ModelEngine.Auto;

    private static string? Refusal(GraphSource source) =>
        source.Stored!.Precision is not ModelPrecision.Float32 ? $"'{source.Stored.OnnxFile}' is {source.Stored.Precision}"
        : source.Options.OutputName is { } output and not ("logits" or "last_hidden_state") ? $"the output '{output}' is asked for"
        : ManagedModels.Refusal(source);

    [LoggerMessage(Level = LogLevel.Information, Message = "Model {Model} is run by the engine {Engine}: {Reason}.")]
    private static partial void Chosen(ILogger logger, string model, string engine, string reason);
}
