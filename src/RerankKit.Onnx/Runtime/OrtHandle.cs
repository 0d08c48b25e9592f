using System.Runtime.InteropServices;

namespace RerankKit.Onnx;

/// <summary>
/// An object of ONNX Runtime, released when it is disposed and nobody borrows it any more. Thread-safe.
/// </summary>
/// <param name="api">The library that the object comes from.</param>
/// <param name="releaseSlot">Its <c>Release*</c> function.</param>
internal sealed class OrtHandle(OrtApi api, int releaseSlot) : SafeHandle(0, ownsHandle: true)
{
    private GCHandle _companion;

    public override bool IsInvalid => handle == 0;

    /// <summary>Takes what a <c>Create*</c> function gave.</summary>
    /// <param name="value">The object.</param>
    /// <param name="companion">What native code points to while the object lives; freed with it.</param>
    public OrtHandle Own(nint value, GCHandle companion = default)
    {
        _companion = companion;
        SetHandle(value);
        return this;
    }

    /// <summary>The object, which stays alive until the loan is disposed, whoever disposes the handle meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">The handle is disposed.</exception>
    public Loan Borrow()
    {
        bool added = false;
        DangerousAddRef(ref added);
        return new Loan(this);
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

    /// <summary>A borrowed object.</summary>
    public readonly ref struct Loan(OrtHandle owner)
    {
        public nint Value => owner.handle;

        public void Dispose() => owner.DangerousRelease();
    }
}
