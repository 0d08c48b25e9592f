using Microsoft.ML.OnnxRuntime;

namespace RerankKit.Onnx;

/// <summary>Adds execution providers to native session options, each in the way that ONNX Runtime has for it.</summary>
internal static class OrtProviderAppending
{
    // A library can be registered once in a process.
    private static readonly HashSet<string> Registered = new(StringComparer.Ordinal);
    private static readonly Lock Gate = new();

    public static void Append(OrtRuntime runtime, SessionOptions options, OnnxExecutionProvider provider)
    {
        var entries = new Dictionary<string, string>(provider.Entries, StringComparer.Ordinal);
        if (provider.PluginPath is { } path)
        {
            AppendPlugin(runtime.Environment, options, provider, path, entries);
        }
        else if (provider.Known == KnownProvider.Cuda)
        {
            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(entries);
            options.AppendExecutionProvider_CUDA(cuda);
        }
        else if (provider.Known == KnownProvider.TensorRt)
        {
            using var tensorRt = new OrtTensorRTProviderOptions();
            tensorRt.UpdateOptions(entries);
            options.AppendExecutionProvider_Tensorrt(tensorRt);
        }
        else
        {
            options.AppendExecutionProvider(provider.Known.ShortName, entries);
        }
    }

    private static void AppendPlugin(OrtEnv environment, SessionOptions options, OnnxExecutionProvider provider, string path, Dictionary<string, string> entries)
    {
        lock (Gate)
        {
            if (!Registered.Contains(path))
            {
                environment.RegisterExecutionProviderLibrary(path, path);
                Registered.Add(path);
            }
        }

        OrtEpDevice[] own = [.. environment.GetEpDevices().Where(device => device.EpName == provider.Name)];
        if (own.Length == 0)
        {
            throw new OnnxException(OnnxErrorCode.NotFound, $"{provider} ({path}) finds no device that it can use.", null);
        }

        options.AppendExecutionProvider(environment, own, entries);
    }
}
