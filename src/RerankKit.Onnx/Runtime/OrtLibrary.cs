using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

namespace RerankKit.Onnx;

/// <summary>A loaded ONNX Runtime: its version and its function tables. It is never unloaded.</summary>
internal sealed unsafe class OrtLibrary
{
    private readonly nint _base;
    private readonly int _minor;

    private OrtLibrary(string path, string version, int minor, nint apiBase, nint table)
    {
        Path = path;
        Version = version;
        _minor = minor;
        _base = apiBase;
        Api = new OrtApi(table);
    }

    /// <summary>The file, or the name by which the system found it.</summary>
    public string Path { get; }

    /// <summary>For example 1.30.0.</summary>
    public string Version { get; }

    public OrtApi Api { get; }

    public override string ToString() => $"ONNX Runtime {Version} ({Path})";

    /// <summary>The table of a newer version than <see cref="OrtApi.Version"/>; false where the library is older.</summary>
    public bool TryGetApi(int version, out OrtApi api)
    {
        // Asked for more than it has, the library also complains on the console.
        nint table = _minor >= version ? GetApi(_base, version) : 0;
        api = new OrtApi(table);
        return table != 0;
    }

    /// <summary>Reads the tables of a library, or says what is wrong with it.</summary>
    public static bool TryRead(
        nint handle,
        string path,
        [NotNullWhen(true)] out OrtLibrary? library,
        [NotNullWhen(false)] out string? objection)
    {
        library = null;
        objection = "has no function OrtGetApiBase, so it is another library";
        if (!NativeLibrary.TryGetExport(handle, "OrtGetApiBase", out nint export))
        {
            return false;
        }

        nint apiBase = ((delegate* unmanaged<nint>)export)();
        string version = OrtText.Read(((delegate* unmanaged<byte*>)((nint*)apiBase)[1])());
        string[] parts = version.Split('.');
        int minor = 0;
        bool isReadable = parts.Length >= 2 && parts[0] is "1" && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out minor);
        nint table = isReadable && minor >= OrtApi.Version ? GetApi(apiBase, OrtApi.Version) : 0;
        if (table == 0)
        {
            objection = $"is ONNX Runtime {version}; 1.{OrtApi.Version} or later of version 1 is needed";
            return false;
        }

        library = new OrtLibrary(path, version, minor, apiBase, table);
        objection = null;
        return true;
    }

    private static nint GetApi(nint apiBase, int version) =>
        ((delegate* unmanaged<uint, nint>)((nint*)apiBase)[0])((uint)version);
}
