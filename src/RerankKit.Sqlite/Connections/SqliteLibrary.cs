namespace RerankKit.Sqlite;

/// <summary>SQLite's native library, as SQLitePCLRaw has it: the one of its bundle, or whatever provider the application has chosen before.</summary>
internal static class SqliteLibrary
{
    private static readonly Lazy<string> Loaded = new(Find);

    /// <summary>For example 3.53.3.</summary>
    public static string Version => Loaded.Value;

    /// <exception cref="DllNotFoundException">There is no library.</exception>
    public static void Load() => _ = Loaded.Value;

    private static string Find()
    {
        if (!HasProvider())
        {
            Batteries_V2.Init();
        }

        return raw.sqlite3_libversion().utf8_to_string();
    }

    // Without a provider every call is an exception that asks for one; there is no other way to ask.
    private static bool HasProvider()
    {
        try
        {
            _ = raw.sqlite3_libversion_number();
            return true;
        }
        catch (Exception exception) when (exception is not DllNotFoundException)
        {
            return false;
        }
    }
}
