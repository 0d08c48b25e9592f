using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;

namespace RerankKit.Onnx;

/// <content>Opening a session.</content>
internal sealed partial class OnnxSession
{
    private static OnnxSession OpenOnProviders(OrtRuntime runtime, string path, OnnxSessionOptions options, ILogger? logger, FirstTokenGraph? graph)
    {
        if (options.InferenceSession is { } own)
        {
            string provider = options.ExecutionProviders is [{ } first, ..] ? first.Name : OnnxExecutionProvider.CpuName;
            return new OnnxSession(own, owns: false, path, provider, options.ArenaShrinkage, OrtProviders.Arenas(options, [.. options.ExecutionProviders]), log: 0);
        }

        List<OnnxExecutionProvider> providers = OrtProviders.Choose(runtime, options, logger ?? NullLogger.Instance);
        while (true)
        {
            try
            {
                return Create(runtime, path, options, providers, logger, graph);
            }
            catch (OnnxException e) when (options.AllowCpuFallback && providers.Count > 0)
            {
                OrtLog.ProviderFailed(logger ?? NullLogger.Instance, e, path, providers[0].Name);
                providers.RemoveAt(0);
            }
        }
    }

    private static OnnxSession Create(OrtRuntime runtime, string path, OnnxSessionOptions options, List<OnnxExecutionProvider> providers, ILogger? logger, FirstTokenGraph? graph)
    {
        int log = OrtLog.Register(logger);
        try
        {
            using SessionOptions native = OrtSessionOptions.Create(runtime, options, providers, logger, log);
            string provider = providers.Count > 0 ? providers[0].Name : OnnxExecutionProvider.CpuName;
            return new OnnxSession(Open(path, native, graph, logger ?? NullLogger.Instance), owns: true, path, provider, options.ArenaShrinkage, OrtProviders.Arenas(options, providers), log);
        }
        catch (Microsoft.ML.OnnxRuntime.OnnxRuntimeException e)
        {
            OrtLog.Forget(log);
            OnnxException failure = OnnxException.Of(e, path);
            throw providers.Count > 0 ? failure.On(providers[0]) : failure;
        }
        catch
        {
            OrtLog.Forget(log);
            throw;
        }
    }

    // A model that can be loaded is, whatever rewriting made of it.
    private static InferenceSession Open(string path, SessionOptions native, FirstTokenGraph? graph, ILogger logger)
    {
        if (graph?.Model is { } model)
        {
            native.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", graph.Folder);
            try
            {
                return new InferenceSession(model, native);
            }
            catch (Microsoft.ML.OnnxRuntime.OnnxRuntimeException e)
            {
                OrtLog.RewrittenRefused(logger, e, path);
            }
        }

        return new InferenceSession(path, native);
    }

    private static GraphTensor[] Read(IReadOnlyList<string> names, IReadOnlyDictionary<string, NodeMetadata> metadata) =>
        [.. names.Select(name => metadata[name] is { IsTensor: true } node
            ? new GraphTensor(name, (GraphElementType)node.ElementDataType, Array.ConvertAll(node.Dimensions, length => (long)length), Array.ConvertAll(node.SymbolicDimensions, text => text is { Length: > 0 } ? text : null))
            : new GraphTensor(name, GraphElementType.Undefined, [], []))];
}
