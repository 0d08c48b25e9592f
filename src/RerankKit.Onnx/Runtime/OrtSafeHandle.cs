using System.Runtime.InteropServices;

namespace RerankKit.Onnx;

/// <summary>Native memory that is freed when it is disposed and nobody borrows it any more. Thread-safe.</summary>
internal abstract class OrtSafeHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    /// <summary>The memory, which stays until the loan is disposed, whoever disposes the handle meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">The handle is disposed.</exception>
    public Loan Borrow()
    {
        bool added = false;
        DangerousAddRef(ref added);
        return new Loan(this);
    }

    /// <summary>Borrowed memory.</summary>
    public readonly ref struct Loan(OrtSafeHandle owner)
    {
        public nint Value => owner.handle;

        public void Dispose() => owner.DangerousRelease();
    }
}
