using Microsoft.Extensions.Logging;

namespace RerankKit.Onnx;

/// <summary>Chooses execution providers among those that the library has.</summary>
internal static class OrtProviders
{
    /// <summary>The providers that a session is opened with, without the CPU, which is always there.</summary>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    /// <exception cref="NotSupportedException">The library was built without one, and the CPU is not allowed in its place.</exception>
    public static List<OnnxExecutionProvider> Choose(OrtRuntime runtime, OnnxSessionOptions options, ILogger logger)
    {
        List<OnnxExecutionProvider> chosen = [];
        for (int i = 0; i < options.ExecutionProviders.Count; i++)
        {
            OnnxExecutionProvider provider = options.ExecutionProviders[i];
            if (provider.Known == KnownProvider.Cpu)
            {
                if (i < options.ExecutionProviders.Count - 1)
                {
                    throw new ArgumentException(
                        $"{provider} stands before {options.ExecutionProviders[i + 1]}, which would get nothing to do: the CPU takes every operator. Put it last, or leave it out.",
                        nameof(options));
                }
            }
            else if (WhyNot(runtime, provider) is not { } problem)
            {
                chosen.Add(provider);
            }
            else if (options.AllowCpuFallback)
            {
                OrtLog.ProviderMissing(logger, problem);
            }
            else
            {
                throw new NotSupportedException($"{problem} Or set AllowCpuFallback to run on the CPU.");
            }
        }

        if (options.ArenaShrinkage && Arenas(options, chosen).Length == 0)
        {
            throw new ArgumentException("ArenaShrinkage is on and CpuArena is off, so there is no arena to shrink. Choose one of them.", nameof(options));
        }

        return chosen;
    }

    /// <summary>The arenas of a session, as the run option that shrinks them lists them.</summary>
    public static string Arenas(OnnxSessionOptions options, List<OnnxExecutionProvider> providers)
    {
        List<string> arenas = options.CpuArena ? ["cpu:0"] : [];
        OnnxExecutionProvider? gpu = providers.Find(provider => provider.Known == KnownProvider.Cuda || provider.Known == KnownProvider.TensorRt);
        if (gpu is not null)
        {
            arenas.Add("gpu:" + gpu.Entries.GetValueOrDefault("device_id", "0"));
        }

        return string.Join(';', arenas);
    }

    private static string? WhyNot(OrtRuntime runtime, OnnxExecutionProvider provider)
    {
        if (provider.PluginPath is not null)
        {
            return null;
        }

        return runtime.AvailableProviders.Contains(provider.Name, StringComparer.OrdinalIgnoreCase)
            ? null
            : $"{runtime} was built without {provider}; it has {string.Join(", ", runtime.AvailableProviders)}. What brings it is {provider.Known.Source}.";
    }
}
