namespace RerankKit.Sqlite;

/// <summary>SQLite's result codes and flags, as its documentation numbers them.</summary>
internal static class SqliteCode
{
    public const int Ok = 0;
    public const int Permission = 3;
    public const int Busy = 5;
    public const int Locked = 6;
    public const int NoMemory = 7;
    public const int ReadOnly = 8;
    public const int Interrupted = 9;
    public const int InputOutput = 10;
    public const int Corrupt = 11;
    public const int Full = 13;
    public const int CannotOpen = 14;
    public const int NotADatabase = 26;
    public const int Row = 100;
    public const int Done = 101;

    public const int OpenReadOnly = 0x1;
    public const int OpenReadWrite = 0x2;
    public const int OpenCreate = 0x4;
    public const int OpenUri = 0x40;
    public const int OpenNoMutex = 0x8000;
    public const uint PreparePersistent = 0x1;

    public const int Integer = 1;
    public const int Text = 3;
    public const int Blob = 4;
    public const int Null = 5;

    /// <summary>A code without what extends it.</summary>
    public static int Primary(int code) => code & 0xff;
}
