using System.Runtime.InteropServices;

namespace RerankKit.Onnx;

/// <summary>Keys and values as two tables of native texts.</summary>
internal sealed unsafe class OrtEntries : IDisposable
{
    private readonly byte** _texts;

    public OrtEntries(IReadOnlyDictionary<string, string> entries)
    {
        Count = entries.Count;
        _texts = (byte**)NativeMemory.AllocZeroed((nuint)Math.Max(1, 2 * Count), (nuint)sizeof(byte*));
        int i = 0;
        foreach ((string key, string value) in entries)
        {
            _texts[i] = (byte*)Marshal.StringToCoTaskMemUTF8(key);
            _texts[Count + i] = (byte*)Marshal.StringToCoTaskMemUTF8(value);
            i++;
        }
    }

    public int Count { get; }

    public byte** Keys => _texts;

    public byte** Values => _texts + Count;

    public void Dispose()
    {
        for (int i = 0; i < 2 * Count; i++)
        {
            Marshal.FreeCoTaskMem((nint)_texts[i]);
        }

        NativeMemory.Free(_texts);
    }
}
