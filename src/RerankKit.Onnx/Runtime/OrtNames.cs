using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace RerankKit.Onnx;

/// <summary>Names of tensors as a table of native texts, in memory that does not move and that nobody has to free.</summary>
internal sealed unsafe class OrtNames
{
    private readonly byte[] _texts;
    private readonly nint[] _pointers;

    public OrtNames(IReadOnlyList<OnnxTensorInfo> tensors)
    {
        _texts = GC.AllocateArray<byte>(tensors.Sum(tensor => Encoding.UTF8.GetByteCount(tensor.Name) + 1), pinned: true);
        _pointers = GC.AllocateArray<nint>(tensors.Count, pinned: true);
        int at = 0;
        for (int i = 0; i < tensors.Count; i++)
        {
            _pointers[i] = (nint)Unsafe.AsPointer(ref _texts[at]);
            at += Encoding.UTF8.GetBytes(tensors[i].Name, _texts.AsSpan(at)) + 1;
        }
    }

    /// <summary>The table; alive as long as this object is.</summary>
    public nint* Table => (nint*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_pointers));

    public nint this[int index] => _pointers[index];
}
