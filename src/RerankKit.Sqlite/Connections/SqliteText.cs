using System.Runtime.InteropServices;
using System.Text;

namespace RerankKit.Sqlite;

/// <summary>Text out of SQLite's memory.</summary>
internal static unsafe class SqliteText
{
    /// <summary>Reads text that ends with a zero byte; null reads as nothing.</summary>
    public static string Read(byte* utf8) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(utf8));
}
