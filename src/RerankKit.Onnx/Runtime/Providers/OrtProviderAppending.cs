namespace RerankKit.Onnx;

/// <summary>Adds execution providers to native session options, each in the way that ONNX Runtime has for it.</summary>
internal static unsafe class OrtProviderAppending
{
    // A library can be registered once in a process.
    private static readonly HashSet<string> Registered = new(StringComparer.Ordinal);
    private static readonly Lock Gate = new();

    /// <exception cref="OnnxRuntimeException">The provider refuses an option, or lacks something that it needs.</exception>
    public static void Append(OrtRuntime runtime, nint sessionOptions, OnnxExecutionProvider provider)
    {
        OrtApi api = runtime.Api;
        using var entries = new OrtEntries(provider.Entries);
        if (provider.PluginPath is not null)
        {
            AppendPlugin(runtime, sessionOptions, provider, entries);
        }
        else if (provider.Known == KnownProvider.Cuda)
        {
            AppendWithOptions(
                api,
                sessionOptions,
                entries,
                OrtSlot.CreateCudaProviderOptions,
                OrtSlot.UpdateCudaProviderOptions,
                OrtSlot.SessionOptionsAppendExecutionProviderCudaV2,
                OrtSlot.ReleaseCudaProviderOptions);
        }
        else if (provider.Known == KnownProvider.TensorRt)
        {
            AppendWithOptions(
                api,
                sessionOptions,
                entries,
                OrtSlot.CreateTensorRtProviderOptions,
                OrtSlot.UpdateTensorRtProviderOptions,
                OrtSlot.SessionOptionsAppendExecutionProviderTensorRtV2,
                OrtSlot.ReleaseTensorRtProviderOptions);
        }
        else if (provider.Known == KnownProvider.OpenVino)
        {
            api.Check(api.AppendOpenVino(sessionOptions, entries.Keys, entries.Values, entries.Count));
        }
        else
        {
            using OrtText name = OrtText.Of(provider.Known.ShortName);
            api.Check(api.AppendProvider(sessionOptions, name.Utf8, entries.Keys, entries.Values, entries.Count));
        }
    }

    private static void AppendWithOptions(OrtApi api, nint sessionOptions, OrtEntries entries, int create, int update, int append, int release)
    {
        nint created;
        api.Check(api.CreateProviderOptions(create, &created));
        using OrtHandle options = new OrtHandle(api, release).Own(created);
        if (entries.Count > 0)
        {
            api.Check(api.UpdateProviderOptions(update, created, entries.Keys, entries.Values, entries.Count));
        }

        api.Check(api.AppendProvider(append, sessionOptions, created));
    }

    private static void AppendPlugin(OrtRuntime runtime, nint sessionOptions, OnnxExecutionProvider provider, OrtEntries entries)
    {
        string path = provider.PluginPath!;
        _ = runtime.Library.TryGetApi(OrtApi.PluginVersion, out OrtApi api);
        lock (Gate)
        {
            if (!Registered.Contains(path))
            {
                using OrtText registration = OrtText.Of(path);
                using OrtText file = OrtText.OfPath(path);
                api.Check(api.RegisterProviderLibrary(runtime.Environment, registration.Utf8, file.Path));
                Registered.Add(path);
            }
        }

        nint* devices;
        nuint count;
        api.Check(api.GetDevices(runtime.Environment, &devices, &count));
        List<nint> own = [];
        for (nuint i = 0; i < count; i++)
        {
            if (OrtText.Read(api.GetDeviceProvider(devices[i])) == provider.Name)
            {
                own.Add(devices[i]);
            }
        }

        if (own.Count == 0)
        {
            throw new OnnxRuntimeException(OnnxErrorCode.NotFound, $"{provider} ({path}) finds no device that it can use.", null);
        }

        fixed (nint* list = own.ToArray())
        {
            api.Check(api.AppendDevices(sessionOptions, runtime.Environment, list, own.Count, entries.Keys, entries.Values, entries.Count));
        }
    }
}
