using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace RerankKit.Sqlite;

/// <summary>Finds and loads SQLite's native library. It is loaded once in a process, and stays.</summary>
internal static unsafe class SqliteLibrary
{
    /// <summary>The environment variable that names the library.</summary>
    public const string Variable = "RERANKKIT_SQLITE";

    // 3.26: write-ahead logs for read-only connections, and nothing newer.
    private const int OldestVersion = 3_026_000;
    private static readonly Lock Gate = new();
    private static volatile SqliteApi? _api;

    /// <summary>The library's functions.</summary>
    /// <exception cref="DllNotFoundException">There is no library that will do.</exception>
    public static SqliteApi Api
    {
        get
        {
            if (_api is { } loaded)
            {
                return loaded;
            }

            lock (Gate)
            {
                return _api ??= Load(Environment.GetEnvironmentVariable(Variable), Names);
            }
        }
    }

    // The one that packages bring stands before the system's, which may be older.
    private static string[] Names { get; } =
        OperatingSystem.IsWindows() ? ["e_sqlite3", "sqlite3", "winsqlite3"]
        : OperatingSystem.IsMacOS() ? ["e_sqlite3", "libsqlite3.dylib"]
        : ["e_sqlite3", "libsqlite3.so.0", "libsqlite3.so"];

    /// <summary>Loads the library that <paramref name="named"/> names, or the first of <paramref name="names"/> that will do.</summary>
    internal static SqliteApi Load(string? named, IEnumerable<string> names)
    {
        List<string> looked = [];
        foreach (string name in string.IsNullOrEmpty(named) ? names : [named])
        {
            if (TryLoad(name, looked, out SqliteApi? api))
            {
                return api;
            }
        }

        var message = new StringBuilder("SQLite's native library was not found");
        message.Append(string.IsNullOrEmpty(named) ? ". Looked for:" : $" where {Variable} says it is. Looked for:");
        foreach (string place in looked)
        {
            message.Append("\n  ").Append(place);
        }

        message.Append("\nAdd the package SQLitePCLRaw.lib.e_sqlite3 or Microsoft.Data.Sqlite to the application, install the system's SQLite, or set ")
            .Append(Variable)
            .Append(" to the library's file.");
        throw new DllNotFoundException(message.ToString());
    }

    private static bool TryLoad(string name, List<string> looked, [NotNullWhen(true)] out SqliteApi? api)
    {
        api = null;
        if (!NativeLibrary.TryLoad(name, typeof(SqliteLibrary).Assembly, searchPath: null, out nint handle))
        {
            looked.Add($"{name}: not found, or it cannot be loaded here");
            return false;
        }

        if (!NativeLibrary.TryGetExport(handle, "sqlite3_libversion_number", out nint version)
            || !NativeLibrary.TryGetExport(handle, "sqlite3_threadsafe", out nint threadSafe))
        {
            looked.Add($"{name}: is not SQLite");
            return false;
        }

        int number = ((delegate* unmanaged<int>)version)();
        if (number < OldestVersion)
        {
            looked.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: is version {VersionOf(number)}; {VersionOf(OldestVersion)} or later is needed"));
            return false;
        }

        if (((delegate* unmanaged<int>)threadSafe)() == 0)
        {
            looked.Add($"{name}: was built for one thread only");
            return false;
        }

        api = new(handle, name, VersionOf(number));
        return true;
    }

    private static string VersionOf(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{number / 1_000_000}.{number / 1000 % 1000}.{number % 1000}");
}
