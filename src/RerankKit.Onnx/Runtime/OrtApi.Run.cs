namespace RerankKit.Onnx;

/// <content>Runs and tensors.</content>
internal readonly unsafe partial struct OrtApi
{
    public nint Run(nint session, nint options, nint* inputNames, nint* inputs, int inputCount, nint* outputNames, int outputCount, nint* outputs) =>
        ((delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint>)_slots[OrtSlot.Run])(
            session, options, inputNames, inputs, (nuint)inputCount, outputNames, (nuint)outputCount, outputs);

    public nint CreateRunOptions(nint* options) =>
        ((delegate* unmanaged<nint*, nint>)_slots[OrtSlot.CreateRunOptions])(options);

    public nint AddRunConfigEntry(nint options, byte* key, byte* value) =>
        ((delegate* unmanaged<nint, byte*, byte*, nint>)_slots[OrtSlot.AddRunConfigEntry])(options, key, value);

    public nint SetTerminate(nint options) =>
        ((delegate* unmanaged<nint, nint>)_slots[OrtSlot.RunOptionsSetTerminate])(options);

    public nint UnsetTerminate(nint options) =>
        ((delegate* unmanaged<nint, nint>)_slots[OrtSlot.RunOptionsUnsetTerminate])(options);

    /// <summary>A tensor over the caller's memory, which has to stay where it is until the tensor is released.</summary>
    public nint CreateTensor(nint memoryInfo, void* data, nuint bytes, long* shape, int rank, OnnxElementType type, nint* value) =>
        ((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)_slots[OrtSlot.CreateTensorWithDataAsOrtValue])(
            memoryInfo, data, bytes, shape, (nuint)rank, (int)type, value);

    public nint IsTensor(nint value, int* isTensor) =>
        ((delegate* unmanaged<nint, int*, nint>)_slots[OrtSlot.IsTensor])(value, isTensor);

    public nint GetTensorData(nint value, void** data) =>
        ((delegate* unmanaged<nint, void**, nint>)_slots[OrtSlot.GetTensorMutableData])(value, data);

    public nint GetTensorTypeAndShape(nint value, nint* info) =>
        ((delegate* unmanaged<nint, nint*, nint>)_slots[OrtSlot.GetTensorTypeAndShape])(value, info);
}
