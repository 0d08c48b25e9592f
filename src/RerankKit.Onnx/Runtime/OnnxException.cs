namespace RerankKit.Onnx;

/// <summary>ONNX Runtime reported a failure: a model it cannot load, inputs that do not fit it, an execution provider that does not start.</summary>
public sealed class OnnxException : Exception
{
    private readonly string _reported;

    internal OnnxException(OnnxErrorCode code, string reported, string? modelPath, Exception? innerException = null)
        : this(code, reported, modelPath, "", innerException)
    {
    }

    private OnnxException(OnnxErrorCode code, string reported, string? modelPath, string remedy, Exception? innerException)
        : base((modelPath is null ? $"ONNX Runtime: {reported} ({code})" : $"ONNX Runtime, model {modelPath}: {reported} ({code})") + remedy, innerException)
    {
        _reported = reported;
        Code = code;
        ModelPath = modelPath;
    }

    /// <summary>What kind of failure it was.</summary>
    public OnnxErrorCode Code { get; }

    /// <summary>The model's file; null where the failure has to do with none.</summary>
    public string? ModelPath { get; }

    /// <summary>What the managed API threw, which says its code only in its message.</summary>
    internal static OnnxException Of(Microsoft.ML.OnnxRuntime.OnnxRuntimeException e, string? modelPath)
    {
        const string Start = "[ErrorCode:";
        int end = e.Message.StartsWith(Start, StringComparison.Ordinal) ? e.Message.IndexOf(']', StringComparison.Ordinal) : -1;
        return end > 0 && Enum.TryParse(e.Message[Start.Length..end], out OnnxErrorCode code)
            ? new(code, e.Message[(end + 1)..].Trim(), modelPath, e)
            : new(OnnxErrorCode.Fail, e.Message, modelPath, e);
    }

    /// <summary>The same failure, where an execution provider may be the reason.</summary>
    internal OnnxException On(OnnxExecutionProvider provider) => new(
        Code,
        $"{provider} does not do: {_reported}",
        ModelPath,
        $" What brings this execution provider is {provider.Known.Source}. Set AllowCpuFallback to run on the CPU instead.",
        InnerException);
}
