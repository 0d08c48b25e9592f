using System.Runtime.InteropServices;

namespace RerankKit.Onnx;

/// <summary>An object that is disposed when its owner has disposed the lease and nobody borrows it any more. Thread-safe.</summary>
/// <typeparam name="T">What is lent.</typeparam>
internal sealed class Lease<T> : SafeHandle
    where T : class, IDisposable
{
    private readonly T _value;
    private readonly bool _owns;

    /// <param name="value">What is lent.</param>
    /// <param name="owns">False to leave it alive at the end, because somebody else disposes it.</param>
    public Lease(T value, bool owns = true)
        : base(0, ownsHandle: true)
    {
        _value = value;
        _owns = owns;
        SetHandle(1);
    }

    public override bool IsInvalid => handle == 0;

    /// <exception cref="ObjectDisposedException">The lease is disposed.</exception>
    public Loan Borrow()
    {
        bool added = false;
        DangerousAddRef(ref added);
        return new Loan(this);
    }

    protected override bool ReleaseHandle()
    {
        if (_owns)
        {
            _value.Dispose();
        }

        return true;
    }

    /// <summary>What is borrowed.</summary>
    public readonly ref struct Loan(Lease<T> owner)
    {
        public T Value => owner._value;

        public void Dispose() => owner.DangerousRelease();
    }
}
