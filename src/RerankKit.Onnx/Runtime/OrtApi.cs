using System.Runtime.InteropServices;

namespace RerankKit.Onnx;

/// <summary>ONNX Runtime's function table. A function that can fail returns a status: 0, or what <see cref="Check"/> throws.</summary>
/// <param name="table">The address of the table <c>OrtApi</c>.</param>
internal readonly unsafe partial struct OrtApi(nint table)
{
    /// <summary>The version of the table that every session needs, which came with ONNX Runtime 1.17.</summary>
    public const int Version = 17;

    /// <summary>The version of the table that has execution providers from libraries of their own, which came with ONNX Runtime 1.22.</summary>
    public const int PluginVersion = 22;

    private readonly nint* _slots = (nint*)table;

    /// <summary>Throws what a status says, and releases it.</summary>
    /// <exception cref="OnnxRuntimeException">The status is a failure.</exception>
    public void Check(nint status, string? modelPath = null)
    {
        if (status != 0)
        {
            throw Failure(status, modelPath);
        }
    }

    /// <summary>Turns a status into an exception, and releases it.</summary>
    public OnnxRuntimeException Failure(nint status, string? modelPath)
    {
        var code = (OnnxErrorCode)((delegate* unmanaged<nint, int>)_slots[OrtSlot.GetErrorCode])(status);
        string message = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<nint, byte*>)_slots[OrtSlot.GetErrorMessage])(status)) ?? "";
        Release(OrtSlot.ReleaseStatus, status);
        return new OnnxRuntimeException(code, message.Trim(), modelPath);
    }

    public nint CreateStatus(int code, byte* message) =>
        ((delegate* unmanaged<int, byte*, nint>)_slots[OrtSlot.CreateStatus])(code, message);

    public nint CreateEnvironment(delegate* unmanaged<nint, int, byte*, byte*, byte*, byte*, void> log, nint parameter, int severity, byte* id, nint* environment) =>
        ((delegate* unmanaged<delegate* unmanaged<nint, int, byte*, byte*, byte*, byte*, void>, nint, int, byte*, nint*, nint>)_slots[OrtSlot.CreateEnvWithCustomLogger])(
            log, parameter, severity, id, environment);

    public nint DisableTelemetry(nint environment) =>
        ((delegate* unmanaged<nint, nint>)_slots[OrtSlot.DisableTelemetryEvents])(environment);

    /// <summary>The memory of managed arrays: allocator type 0 (device), memory type 0 (default).</summary>
    public nint CreateCpuMemoryInfo(nint* info) =>
        ((delegate* unmanaged<int, int, nint*, nint>)_slots[OrtSlot.CreateCpuMemoryInfo])(0, 0, info);

    public nint GetDefaultAllocator(nint* allocator) =>
        ((delegate* unmanaged<nint*, nint>)_slots[OrtSlot.GetAllocatorWithDefaultOptions])(allocator);

    public nint Free(nint allocator, void* memory) =>
        ((delegate* unmanaged<nint, void*, nint>)_slots[OrtSlot.AllocatorFree])(allocator, memory);

    /// <summary>Calls one of the <c>Release*</c> functions; 0 is allowed.</summary>
    public void Release(int slot, nint value) => ((delegate* unmanaged<nint, void>)_slots[slot])(value);
}
