using System.Runtime.InteropServices;

namespace RerankKit.Onnx;

/// <summary>A text in native memory, ending with zero.</summary>
internal readonly unsafe ref struct OrtText
{
    private readonly nint _text;

    private OrtText(nint text)
    {
        _text = text;
    }

    public byte* Utf8 => (byte*)_text;

    public void* Path => (void*)_text;

    public static OrtText Of(string text) => new(Marshal.StringToCoTaskMemUTF8(text));

    /// <summary>A path as the operating system's functions take it: UTF-16 on Windows, UTF-8 elsewhere.</summary>
    public static OrtText OfPath(string path) =>
        new(OperatingSystem.IsWindows() ? Marshal.StringToCoTaskMemUni(path) : Marshal.StringToCoTaskMemUTF8(path));

    public static string Read(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    public void Dispose() => Marshal.FreeCoTaskMem(_text);
}
