using System.Runtime.InteropServices;

namespace RerankKit.Onnx;

/// <summary>An object of ONNX Runtime.</summary>
/// <param name="api">The library that the object comes from.</param>
/// <param name="releaseSlot">Its <c>Release*</c> function.</param>
internal sealed class OrtHandle(OrtApi api, int releaseSlot) : OrtSafeHandle
{
    private GCHandle _companion;

    /// <summary>Takes what a <c>Create*</c> function gave.</summary>
    /// <param name="value">The object.</param>
    /// <param name="companion">What native code points to while the object lives; freed with it.</param>
    public OrtHandle Own(nint value, GCHandle companion = default)
    {
        _companion = companion;
        SetHandle(value);
        return this;
    }

    protected override bool ReleaseHandle()
    {
        api.Release(releaseSlot, handle);
        if (_companion.IsAllocated)
        {
            _companion.Free();
        }

        return true;
    }
}
