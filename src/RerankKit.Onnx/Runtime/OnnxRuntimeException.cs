namespace RerankKit.Onnx;

/// <summary>ONNX Runtime reported a failure: a model it cannot load, inputs that do not fit it, an execution provider that does not start.</summary>
public sealed class OnnxRuntimeException : Exception
{
    internal OnnxRuntimeException(OnnxErrorCode code, string message, string? modelPath)
        : base(modelPath is null ? $"ONNX Runtime: {message} ({code})" : $"ONNX Runtime, model {modelPath}: {message} ({code})")
    {
        Code = code;
        ModelPath = modelPath;
    }

    /// <summary>What kind of failure it was.</summary>
    public OnnxErrorCode Code { get; }

    /// <summary>The model's file; null where the failure has to do with none.</summary>
    public string? ModelPath { get; }
}
