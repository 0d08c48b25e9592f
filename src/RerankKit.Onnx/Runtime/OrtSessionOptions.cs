namespace RerankKit.Onnx;

/// <summary>Writes <see cref="OnnxSessionOptions"/> into ONNX Runtime's own.</summary>
internal static unsafe class OrtSessionOptions
{
    /// <summary>The native options, with the execution providers, in that order.</summary>
    /// <exception cref="OnnxRuntimeException">The runtime refuses an option, or a provider does.</exception>
    public static OrtHandle Create(OrtRuntime runtime, OnnxSessionOptions options, IReadOnlyList<OnnxExecutionProvider> providers)
    {
        OrtApi api = runtime.Api;
        nint created;
        api.Check(api.CreateSessionOptions(&created));
        OrtHandle handle = new OrtHandle(api, OrtSlot.ReleaseSessionOptions).Own(created);
        try
        {
            using OrtSafeHandle.Loan loan = handle.Borrow();
            nint native = loan.Value;
            api.Check(api.Set(OrtSlot.SetIntraOpNumThreads, native, options.IntraOpThreads ?? 1));
            api.Check(api.Set(OrtSlot.SetInterOpNumThreads, native, options.InterOpThreads));
            api.Check(api.Set(OrtSlot.SetSessionExecutionMode, native, options.InterOpThreads > 1 ? 1 : 0));
            api.Check(api.Set(OrtSlot.SetSessionGraphOptimizationLevel, native, (int)options.GraphOptimization));
            api.Check(api.Set(options.MemoryPattern ? OrtSlot.EnableMemPattern : OrtSlot.DisableMemPattern, native));
            api.Check(api.Set(options.CpuArena ? OrtSlot.EnableCpuMemArena : OrtSlot.DisableCpuMemArena, native));
            foreach ((string key, string value) in ConfigEntries(options))
            {
                using OrtText keyText = OrtText.Of(key);
                using OrtText valueText = OrtText.Of(value);
                api.Check(api.AddSessionConfigEntry(native, keyText.Utf8, valueText.Utf8));
            }

            if (!string.IsNullOrEmpty(options.ProfilingPath))
            {
                using OrtText path = OrtText.OfPath(options.ProfilingPath);
                api.Check(api.EnableProfiling(native, path.Path));
            }

            foreach (OnnxExecutionProvider provider in providers)
            {
                try
                {
                    OrtProviderAppending.Append(runtime, native, provider);
                }
                catch (OnnxRuntimeException e)
                {
                    throw e.On(provider);
                }
            }

            return handle;
        }
        catch
        {
            handle.Dispose();
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
