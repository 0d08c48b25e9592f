using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace RerankKit.Onnx;

/// <summary>Writes <see cref="OnnxSessionOptions"/> into ONNX Runtime's own.</summary>
internal static class OrtSessionOptions
{
    public static SessionOptions Create(OrtRuntime runtime, OnnxSessionOptions options, IReadOnlyList<OnnxExecutionProvider> providers, ILogger? logger, int logId)
    {
        SessionOptions native = options.SessionOptionsFactory?.Invoke() ?? new SessionOptions();
        try
        {
            native.IntraOpNumThreads = options.IntraOpThreads ?? 1;
            native.InterOpNumThreads = options.InterOpThreads;
            native.ExecutionMode = options.InterOpThreads > 1 ? ExecutionMode.ORT_PARALLEL : ExecutionMode.ORT_SEQUENTIAL;
            native.GraphOptimizationLevel = (GraphOptimizationLevel)options.GraphOptimization;
            native.EnableMemoryPattern = options.MemoryPattern;
            native.EnableCpuMemArena = options.CpuArena;
            native.LogSeverityLevel = (OrtLoggingLevel)OrtLog.Severity(logger);
            native.LogId = logId.ToString(CultureInfo.InvariantCulture);
            foreach ((string key, string value) in ConfigEntries(options))
            {
                native.AddSessionConfigEntry(key, value);
            }

            if (!string.IsNullOrEmpty(options.ProfilingPath))
            {
                native.ProfileOutputPathPrefix = options.ProfilingPath;
                native.EnableProfiling = true;
            }

            foreach (OnnxExecutionProvider provider in providers)
            {
                try
                {
                    OrtProviderAppending.Append(runtime, native, provider);
                }
                catch (Microsoft.ML.OnnxRuntime.OnnxRuntimeException e)
                {
                    throw OnnxException.Of(e, null).On(provider);
                }
            }

            return native;
        }
        catch
        {
            native.Dispose();
            throw;
        }
    }

    /// <summary>The configuration entries, those of the application last, so that they stand.</summary>
    public static Dictionary<string, string> ConfigEntries(OnnxSessionOptions options)
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["session.intra_op.allow_spinning"] = options.AllowSpinning ? "1" : "0",
            ["session.inter_op.allow_spinning"] = options.AllowSpinning ? "1" : "0",

            // Threads that still spin when a run is over take the cores from whoever runs next: another session, the application.
            ["session.force_spinning_stop"] = "1",
        };
        if (options.DisabledOptimizers.Count > 0)
        {
            entries["optimization.disable_specified_optimizers"] = string.Join(';', options.DisabledOptimizers);
        }

        foreach ((string key, string value) in options.ConfigEntries)
        {
            entries[key] = value;
        }

        return entries;
    }
}
