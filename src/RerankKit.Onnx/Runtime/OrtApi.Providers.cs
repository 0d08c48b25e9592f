namespace RerankKit.Onnx;

/// <content>Execution providers.</content>
internal readonly unsafe partial struct OrtApi
{
    public nint GetAvailableProviders(byte*** names, int* count) =>
        ((delegate* unmanaged<byte***, int*, nint>)_slots[OrtSlot.GetAvailableProviders])(names, count);

    public nint ReleaseAvailableProviders(byte** names, int count) =>
        ((delegate* unmanaged<byte**, int, nint>)_slots[OrtSlot.ReleaseAvailableProviders])(names, count);

    /// <summary>The way for all providers that have none of their own: by name.</summary>
    public nint AppendProvider(nint options, byte* name, byte** keys, byte** values, int count) =>
        ((delegate* unmanaged<nint, byte*, byte**, byte**, nuint, nint>)_slots[OrtSlot.SessionOptionsAppendExecutionProvider])(
            options, name, keys, values, (nuint)count);

    public nint AppendOpenVino(nint options, byte** keys, byte** values, int count) =>
        ((delegate* unmanaged<nint, byte**, byte**, nuint, nint>)_slots[OrtSlot.SessionOptionsAppendExecutionProviderOpenVinoV2])(
            options, keys, values, (nuint)count);

    /// <summary>Calls <c>CreateCUDAProviderOptions</c> or <c>CreateTensorRTProviderOptions</c>.</summary>
    public nint CreateProviderOptions(int slot, nint* options) => ((delegate* unmanaged<nint*, nint>)_slots[slot])(options);

    /// <summary>Calls <c>UpdateCUDAProviderOptions</c> or <c>UpdateTensorRTProviderOptions</c>.</summary>
    public nint UpdateProviderOptions(int slot, nint options, byte** keys, byte** values, int count) =>
        ((delegate* unmanaged<nint, byte**, byte**, nuint, nint>)_slots[slot])(options, keys, values, (nuint)count);

    /// <summary>Calls <c>SessionOptionsAppendExecutionProvider_CUDA_V2</c> or its TensorRT twin.</summary>
    public nint AppendProvider(int slot, nint sessionOptions, nint providerOptions) =>
        ((delegate* unmanaged<nint, nint, nint>)_slots[slot])(sessionOptions, providerOptions);

    /// <summary>Loads a provider's own library. Needs version 22 of the table.</summary>
    public nint RegisterProviderLibrary(nint environment, byte* registration, void* path) =>
        ((delegate* unmanaged<nint, byte*, void*, nint>)_slots[OrtSlot.RegisterExecutionProviderLibrary])(environment, registration, path);

    /// <summary>What the loaded provider libraries can run on; the environment owns the list. Needs version 22 of the table.</summary>
    public nint GetDevices(nint environment, nint** devices, nuint* count) =>
        ((delegate* unmanaged<nint, nint**, nuint*, nint>)_slots[OrtSlot.GetEpDevices])(environment, devices, count);

    /// <summary>The name of a device's provider; the device owns the text. Needs version 22 of the table.</summary>
    public byte* GetDeviceProvider(nint device) => ((delegate* unmanaged<nint, byte*>)_slots[OrtSlot.EpDeviceEpName])(device);

    /// <summary>Adds a provider for some of its devices. Needs version 22 of the table.</summary>
    public nint AppendDevices(nint options, nint environment, nint* devices, int deviceCount, byte** keys, byte** values, int count) =>
        ((delegate* unmanaged<nint, nint, nint*, nuint, byte**, byte**, nuint, nint>)_slots[OrtSlot.SessionOptionsAppendExecutionProviderV2])(
            options, environment, devices, (nuint)deviceCount, keys, values, (nuint)count);
}
