using System.Runtime.InteropServices;

namespace RerankKit.Onnx;

/// <summary>The tensors of one run, in the tables that ONNX Runtime reads and writes. Callers borrow it while they use the tables.</summary>
internal sealed unsafe class OrtValues : OrtSafeHandle
{
    private readonly OrtApi _api;
    private readonly int _inputs;
    private readonly int _outputs;

    public OrtValues(OrtApi api, int inputs, int outputs)
    {
        _api = api;
        _inputs = inputs;
        _outputs = outputs;
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)(inputs + 2 * outputs + 1), (nuint)sizeof(nint)));
    }

    /// <summary>The inputs; 0 where one is not set.</summary>
    public nint* Inputs => (nint*)handle;

    /// <summary>The outputs; 0 before a run.</summary>
    public nint* Outputs => Inputs + _inputs;

    /// <summary>The names of the outputs.</summary>
    public nint* OutputNames => Outputs + _outputs;

    public void SetInput(int index, nint value)
    {
        _api.Release(OrtSlot.ReleaseValue, Inputs[index]);
        Inputs[index] = value;
    }

    public void ReleaseOutputs()
    {
        for (int i = 0; i < _outputs; i++)
        {
            _api.Release(OrtSlot.ReleaseValue, Outputs[i]);
            Outputs[i] = 0;
        }
    }

    protected override bool ReleaseHandle()
    {
        for (int i = 0; i < _inputs + _outputs; i++)
        {
            _api.Release(OrtSlot.ReleaseValue, Inputs[i]);
        }

        NativeMemory.Free((void*)handle);
        return true;
    }
}
